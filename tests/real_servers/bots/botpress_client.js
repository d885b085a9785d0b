// Botpress's own client of the Chat API: listens, says two things, prints what it hears, a line of JSON each.
const chat = require("@botpress/chat");

const [apiUrl, encryptionKey, last] = process.argv.slice(2);
const tell = (what) => console.log(JSON.stringify(what));
const names = ["message_created", "message_stream_delta", "message_stream_complete", "event_created",
  "participant_added", "participant_removed", "unknown"];

const main = async () => {
  const signed = encryptionKey ? { encryptionKey, userId: "ra-client" } : {};
  const client = await chat.Client.connect({ apiUrl, ...signed });
  const { conversation } = await client.createConversation({});
  const listener = await client.listenConversation({ id: conversation.id });
  const say = (payload) => client.createMessage({ conversationId: conversation.id, payload });
  for (const name of names) listener.on(name, (data) => tell({ name, data }));
  listener.on("error", (error) => tell({ error: String(error) }));
  listener.on("message_created", async (data) => {
    if (data.isBot && data.payload.type === "choice") await say({ type: "text", text: data.payload.options[0].value });
    if (data.isBot && data.payload.text === last) {
      await client.createEvent({ conversationId: conversation.id, payload: { type: "thanks" } });
      const listed = await client.list.messages({ conversationId: conversation.id }).collect();
      tell({ user: client.user.id, listed: listed.map((one) => one.payload) });
      process.exit(0);
    }
  });
  await say({ type: "bloc", items: [{ type: "text", text: "hello" }, { type: "image", imageUrl: "http://x/a.png" }] });
};
main().catch((error) => { tell({ error: String(error) }); process.exit(2); });
setTimeout(() => process.exit(3), 20000);
