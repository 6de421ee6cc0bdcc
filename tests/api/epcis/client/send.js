// Sends two events and reads them back, by the client of the standard's users: node send.js ADDRESS KEY
const { EPCISDocument, ObjectEvent, QuantityElement, BizLocation, ReadPoint, cbv, setup, capture } = require("epcis2.js");
const fetch = require("cross-fetch");

const [address, key] = process.argv.slice(2);
const headers = { "content-type": "application/json", authorization: `Bearer ${key}` };
setup({ apiUrl: address, headers, eventTimeZoneOffset: "+07:00" });

function shipping(minute) {
  return new ObjectEvent()
    .setEventTime(`2026-05-01T09:0${minute}:00.000+07:00`)
    .setAction("OBSERVE")
    .setBizStep(cbv.bizSteps.shipping)
    .setDisposition(cbv.dispositions.in_transit)
    .addQuantity(new QuantityElement().setEpcClass("https://id.gs1.org/01/09520000000011/10/TEA-0502").setQuantity(200))
    .setReadPoint(new ReadPoint().setId("urn:epc:id:sgln:9520000.00000.3"))
    .setBizLocation(new BizLocation().setId("https://id.gs1.org/414/9520000000004"));
}

async function main() {
  const document = new EPCISDocument().setCreationDate("2026-05-02T09:00:00.000+07:00");
  [1, 2].forEach((minute) => document.addEvent(shipping(minute)));
  const captured = await capture(document, { timeout: 20000 });
  const where = captured.headers.get ? captured.headers.get("location") : captured.headers.location;
  const job = await (await fetch(where, { headers })).json();
  const read = await (await fetch(`${address}events?EQ_bizStep=shipping`, { headers })).json();
  const events = read.epcisBody.queryResults.resultsBody.eventList;
  const refused = await capture(document, { timeout: 20000, headers: { ...headers, authorization: "Bearer none" } }).then(
    (answer) => answer.status,
    (error) => error.status || error.message,
  );
  console.log(JSON.stringify({ status: captured.status, job, events, refused }));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
