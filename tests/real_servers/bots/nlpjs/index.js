// A bot of NLP.js behind its own Direct Line connector.
const { dockStart } = require("@nlpjs/basic");

(async () => {
  const dock = await dockStart({
    settings: {
      nlp: { corpora: ["./corpus-en.json"], log: false, autoSave: false },
      "api-server": { port: Number(process.env.PORT), serveBot: true },
    },
    use: ["Basic", "LangEn", "ExpressApiServer", "DirectlineConnector"],
  });
  await dock.get("nlp").train();
})();
