// Run by tests/ballots/test_twin.py in node.
//
//     node run.mjs MODULES KNOWN.json            compare with the known answers
//     node run.mjs MODULES ELECTION.json VOTES.json  ballots of fresh randomness, one a line

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { compare } from "./answers.mjs";

const [folder, file, votes] = process.argv.slice(2);
const names = ["credentials", "group", "hashing", "ranking", "voting"];
const twin = {};
for (const name of names) twin[name] = await import(pathToFileURL(`${folder}/${name}.js`));

const text = readFileSync(file, "utf8");
if (votes) {
  const booth = new twin.voting.VotingBooth(text);
  for (const { code, vote } of JSON.parse(readFileSync(votes, "utf8"))) console.log(booth.cast(code, vote).ballot);
} else {
  console.log(JSON.stringify(compare(twin, JSON.parse(text))));
}
