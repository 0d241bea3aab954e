// Times the JavaScript twin: node encrypt.mjs MODULES < [{name, election, code, vote, runs}]
// Prints {name: milliseconds}, the median of the runs after a first one that is not counted.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { VotingBooth } = await import(pathToFileURL(`${process.argv[2]}/voting.js`));
const found = {};
for (const { name, election, code, vote, runs } of JSON.parse(readFileSync(0, "utf8"))) {
  const booth = new VotingBooth(election);
  booth.cast(code, vote);
  const times = [];
  for (let i = 0; i < runs; i++) {
    const begun = process.cpuUsage();
    booth.cast(code, vote);
    const { user, system } = process.cpuUsage(begun);
    times.push((user + system) / 1000);
  }
  found[name] = times.sort((a, b) => a - b)[times.length >> 1];
}
console.log(JSON.stringify(found));
