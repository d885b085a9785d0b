// Microsoft's own client of Direct Line: starts, says two things, prints what it hears, a line of JSON each.
global.XMLHttpRequest = require("xmlhttprequest").XMLHttpRequest;
global.WebSocket = require("ws");
const { DirectLine, ConnectionStatus } = require("botframework-directlinejs");

const [domain, secret, mode, last] = process.argv.slice(2);
const line = new DirectLine({ domain, secret, webSocket: mode === "websocket", pollingInterval: 200 });
const tell = (what) => console.log(JSON.stringify(what));

line.connectionStatus$.subscribe((status) => tell({ status: ConnectionStatus[status] }));
line.activity$.subscribe((activity) => {
  tell({ activity });
  if (activity.text === last) process.exit(0);
});
const say = (text) => line.postActivity({ type: "message", from: { id: "dl_client" }, text });
say("hello").subscribe((id) => {
  tell({ id });
  say("more").subscribe((second) => tell({ id: second }), (error) => tell({ error: String(error) }));
}, (error) => tell({ error: String(error) }));
setTimeout(() => process.exit(3), 20000);
