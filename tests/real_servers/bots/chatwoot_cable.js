// Listens as a contact by Rails' own client of Action Cable, and prints what it hears, a line of JSON each.
const { createConsumer, adapters } = require("@rails/actioncable");

const [base, inbox, text] = process.argv.slice(2);
// What the client expects of a browser.
adapters.WebSocket = require("ws");
globalThis.addEventListener = globalThis.removeEventListener = () => {};
globalThis.document = { visibilityState: "visible" };

const tell = (value) => console.log(JSON.stringify(value));
const post = async (path, body) => {
  const answer = await fetch(`${base}/public/api/v1/inboxes/${inbox}/contacts${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer.json();
};

(async () => {
  const contact = await post("", { identifier: "c-1" });
  const consumer = createConsumer(base.replace("http", "ws") + "/cable");
  const channel = { channel: "RoomChannel", pubsub_token: contact.pubsub_token };
  const subscription = consumer.subscriptions.create(channel, {
    connected: async () => {
      tell({ protocol: consumer.connection.getProtocol() });
      subscription.perform("update_presence");
      const conversation = await post(`/${contact.source_id}/conversations`, {});
      await post(`/${contact.source_id}/conversations/${conversation.id}/messages`, { content: "hello" });
    },
    rejected: () => tell({ rejected: true }),
    received: ({ event, data }) => {
      tell({ event, content: data.content, status: data.status, type: data.message_type });
      if (data.content === text) {
        consumer.disconnect();
        setTimeout(() => process.exit(0), 100);
      }
    },
  });
})();
