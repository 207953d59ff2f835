/* A technician's form outlives a dead network: it is put into IndexedDB, sent again when the network is back,
   and the bar says how many wait. The form's submission token makes the server do it once, however often it comes.
   Forms take part with data-offline; data-title names them in the list of what waits. */
const STORE = "waiting";
const bar = () => document.getElementById("offline");

function database() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("bihuan", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function store(mode, work) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => { db.close(); resolve(request?.result); };
    transaction.onerror = () => { db.close(); reject(transaction.error); };
  });
}

const waiting = () => store("readonly", (rows) => rows.getAll());

async function tell() {
  const button = bar();
  if (!button) return;
  const rows = await waiting();
  const refused = rows.filter((row) => row.refused).length;
  button.hidden = navigator.onLine && rows.length === 0;
  const lines = [];
  if (!navigator.onLine) lines.push(button.dataset.word);
  if (rows.length - refused) lines.push(button.dataset.waiting.replace("{n}", rows.length - refused));
  if (refused) lines.push(button.dataset.refused.replace("{n}", refused));
  button.querySelector("span").replaceChildren(...lines.flatMap((line, at) => (at ? [document.createElement("br"), line] : [line])));
}

function send(row) {
  const body = new FormData();
  for (const [name, value, filename] of row.fields) {
    if (value instanceof Blob) body.append(name, value, filename); else body.append(name, value);
  }
  body.set("csrfmiddlewaretoken", document.body.dataset.csrf);
  return fetch(row.action, { method: "POST", body, credentials: "same-origin", redirect: "follow", headers: { "X-Offline": "yes" } });
}

let busy = false;
async function flush() {
  if (busy || !navigator.onLine) return;
  busy = true;
  try {
    for (const row of await waiting()) {
      if (row.refused) continue;
      const response = await send(row);
      if (response.ok && !new URL(response.url).pathname.startsWith("/login")) await store("readwrite", (rows) => rows.delete(row.id));
      else if (response.status >= 400 && response.status < 500 && response.status !== 429) {
        await store("readwrite", (rows) => rows.put({ ...row, refused: response.status }));
      } else break;
    }
  } catch { /* the network went again; what waits stays */ } finally {
    busy = false;
    await tell();
  }
}

async function keep(form) {
  const fields = [...new FormData(form)].map(([name, value]) => [name, value, value.name]);
  await store("readwrite", (rows) => rows.add({ action: form.action, title: form.dataset.title || document.title, fields, at: Date.now(), page: location.pathname }));
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-offline]") || event.defaultPrevented || navigator.onLine) return;
  event.preventDefault();
  await keep(form);
  await tell();
  form.dispatchEvent(new CustomEvent("bihuan:kept", { bubbles: true }));
  form.querySelectorAll("button").forEach((one) => { one.disabled = true; });
}, true);

/* A refused one is shown again where it was made, and forgotten here. */
document.addEventListener("click", async (event) => {
  if (!bar()?.contains(event.target)) return;
  const rows = await waiting();
  const refused = rows.find((row) => row.refused);
  if (!refused) { flush(); return; }
  await store("readwrite", (all) => all.delete(refused.id));
  location.assign(refused.page);
});

addEventListener("online", flush);
addEventListener("offline", tell);
tell().then(flush);
setInterval(flush, 30000);
