// A bot of Botkit behind its web adapter: a WebSocket, and a web hook that answers with a list.
const { Botkit } = require("botkit");
const { WebAdapter } = require("botbuilder-adapter-web");

const controller = new Botkit({ adapter: new WebAdapter({}), webhook_uri: "/api/messages" });
controller.ready(() => {
  controller.on("hello,welcome_back", async (bot, message) => { await bot.reply(message, "Hello! How can I help you?"); });
  controller.hears([/signal/i], "message", async (bot, message) => {
    await bot.reply(message, { type: "handoff", text: "One moment." });
  });
  controller.hears([/^\/refund$/], "message", async (bot, message) => { await bot.reply(message, "You chose a refund."); });
  controller.on("message", async (bot, message) => {
    await bot.reply(message, { type: "typing" });
    const quick_replies = [{ title: "Refund", payload: "/refund" }];
    await bot.reply(message, { text: "Please upload a photo of the package.", quick_replies });
  });
});
