// The readings of this phone, in the browser's own database: they outlive the page and the power.

const NAME = "sandoq-survey";
const READINGS = "readings";

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(READINGS, { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function act(mode, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(READINGS, mode);
      const asked = work(transaction.objectStore(READINGS));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

// The readings of one account, the oldest first.
export async function all(owner) {
  const rows = await act("readonly", (store) => store.getAll());
  return rows.filter((row) => row.owner === owner).sort((a, b) => a.taken_at.localeCompare(b.taken_at));
}

export function put(reading) {
  return act("readwrite", (store) => store.put(reading));
}

export function remove(key) {
  return act("readwrite", (store) => store.delete(key));
}
