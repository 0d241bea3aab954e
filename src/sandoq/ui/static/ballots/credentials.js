// Voters' codes (docs/protocols/ballots.md § 7).

import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { sha256 } from "@noble/hashes/sha2.js";

import { ORDER } from "./group.js";
import { hexOf } from "./hashing.js";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const LONG = [5, 6, 5, 6];
const SHORT = [3, 3, 3, 3, 3];

export class BadCode extends Error {}

/** The written form of a code as typed; throws BadCode: characters, length or checksum. */
export function normalCode(typed) {
  const bare = typed.replace(/[-\s]/g, "");
  if ([...bare].some((character) => !BASE58.includes(character))) throw new BadCode("characters");
  if (bare.length === 22) return dashed(bare, LONG);
  if (bare.length !== 15) throw new BadCode("length");
  if (shortChecksum(bare.slice(0, -1)) !== bare.at(-1)) throw new BadCode("checksum");
  return dashed(bare, SHORT);
}

function dashed(bare, sizes) {
  const parts = [];
  let start = 0;
  for (const size of sizes) parts.push(bare.slice(start, (start += size)));
  return parts.join("-");
}

function shortChecksum(characters) {
  let value = 0n;
  for (const character of characters) value = value * 58n + BigInt(BASE58.indexOf(character));
  return BASE58[53 - Number(value % 53n)];
}

/** The secret s of a code in one election; the code's length tells how it is derived. */
export function secretOf(uuid, typed) {
  const code = normalCode(typed);
  let hex;
  if (code.length > 22) {
    hex = [0, 1].map((i) => hexOf(`derive_credential|${uuid}|${i}|${code}`)).join("");
  } else {
    const derived = pbkdf2(sha256, code, uuid, { c: 1000, dkLen: 32 });
    hex = Array.from(derived, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  return BigInt(`0x${hex}`) % ORDER;
}
