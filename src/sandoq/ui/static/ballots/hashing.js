// Hashes and the one JSON text of a value (docs/protocols/ballots.md § 2, notation).

import { sha256 } from "@noble/hashes/sha2.js";

import { ORDER } from "./group.js";

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const bytesOf = (text) => new TextEncoder().encode(text);

/** SHA-256 of a text as 64 hexadecimal digits. */
export function hexOf(text) {
  return Array.from(sha256(bytesOf(text)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** b64: SHA-256 of a text in Base64 without "=", 43 characters. */
export function fingerprint(text) {
  const digest = [...sha256(bytesOf(text)), 0];
  let out = "";
  for (let i = 0; i < 33; i += 3) {
    const three = (digest[i] << 16) | (digest[i + 1] << 8) | digest[i + 2];
    for (const shift of [18, 12, 6, 0]) out += BASE64[(three >> shift) & 63];
  }
  return out.slice(0, 43);
}

/** H(prefix, [e1 … en]) modulo the group's order. */
export function challenge(prefix, texts) {
  return BigInt(`0x${hexOf(prefix + texts.join(","))}`) % ORDER;
}

/** The canonical JSON of a value. */
export function canonical(value) {
  return JSON.stringify(value).replaceAll("\x7f", "\\u007f");
}
