// A bot of Microsoft's SDK for JavaScript, and offline-directline in front of it.
const {
  BotFrameworkAdapter, ActivityHandler, EventFactory, MessageFactory, CardFactory,
} = require("botbuilder");
const express = require("express");

const adapter = new BotFrameworkAdapter({});

class Bot extends ActivityHandler {
  constructor() {
    super();
    this.onMembersAdded(async (context, next) => {
      if (context.activity.membersAdded.length) await context.sendActivity("Hello! How can I help you?");
      await next();
    });
    this.onMessage(async (context, next) => {
      const text = (context.activity.text || "").toLowerCase();
      if (/signal/.test(text)) {
        await context.sendActivity(EventFactory.createHandoffInitiation(context, { skill: "refunds" }, { activities: [] }));
        await context.sendActivity("One moment.");
      } else if (/card/.test(text)) {
        await context.sendActivity({ attachments: [CardFactory.heroCard("Refund?", "It takes a week.", [], ["Yes", "No"])] });
      } else if (/choices/.test(text)) {
        await context.sendActivity(MessageFactory.suggestedActions(["Yes", "No"], "Please choose."));
      } else if (/bye/.test(text)) {
        await context.sendActivity({ type: "endOfConversation", code: "completedSuccessfully" });
      } else if (text === "yes") {
        await context.sendActivity("You said yes.");
      } else {
        await context.sendActivity({ type: "typing" });
        await context.sendActivity("Thank you for telling us.");
        await context.sendActivity("Please upload a photo of the package.");
      }
      await next();
    });
  }
}

const bot = new Bot();
const app = express();
app.use(express.json());
app.post("/api/messages", (request, response) => adapter.processActivity(request, response, (context) => bot.run(context)));
app.listen(Number(process.env.PORT), "127.0.0.1", () => {
  if (process.env.DIRECTLINE_PORT) {
    require("offline-directline").initializeRoutes(
      express(), Number(process.env.DIRECTLINE_PORT), `http://127.0.0.1:${process.env.PORT}/api/messages`,
    );
  }
});
