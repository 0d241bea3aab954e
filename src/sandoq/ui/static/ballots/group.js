// Ed25519 as the protocol writes it (docs/protocols/ballots.md § 1.3, § 1.4).
//
// Scalars are BigInt in [0, ORDER), elements are points of @noble/curves in the group of prime
// order. Every scalar here may be secret, so only noble's constant-pattern `multiply` is used; big
// integers of JavaScript are not constant time, so a kiosk encrypts in a process of its own.

import { ed25519 } from "@noble/curves/ed25519.js";

const Point = ed25519.Point;

export const ORDER = Point.Fn.ORDER;
export const IDENTITY = Point.ZERO;
export const GENERATOR = Point.BASE;

const TEXT = /^[0-9a-f]{64}$/;
const WINDOW_BITS = 8;
const EMBEDDING_PADDING = 14n;
const EMBEDDING_MOST = 30;

export class NotAnElement extends Error {}

export const reduce = (number) => ((number % ORDER) + ORDER) % ORDER;

/** The text of an element: RFC 8032's 32 bytes as one number, hexadecimal, big endian. */
export function textOf(point) {
  let text = "";
  for (const byte of point.toBytes()) text = byte.toString(16).padStart(2, "0") + text;
  return text;
}

/** The element of a text; throws NotAnElement unless it is the one text of a group element. */
export function elementOf(text) {
  if (!TEXT.test(text)) throw new NotAnElement("form");
  let point;
  try {
    point = pointOf(text);
  } catch {
    throw new NotAnElement("not-a-point");
  }
  if (textOf(point) !== text) throw new NotAnElement("not-canonical");
  if (!point.isTorsionFree()) throw new NotAnElement("outside-subgroup");
  return point;
}

function pointOf(text) {
  return Point.fromBytes(Uint8Array.from(text.match(/../g).reverse(), (pair) => parseInt(pair, 16)));
}

/** point^scalar, in the protocol's words. noble refuses the scalar 0 and the identity's multiples. */
export function power(point, scalar) {
  return scalar === 0n || point.is0() ? IDENTITY : point.multiply(scalar);
}

/** A copy of a point whose powers are prepared, for a point that is used often. */
export function prepared(point) {
  return Point.fromAffine(point.toAffine()).precompute(WINDOW_BITS);
}

/** A uniform scalar; `randomBytes(n)` must be the system's generator. By rejection: 253 bits. */
export function randomScalar(randomBytes) {
  for (;;) {
    const bytes = randomBytes(32);
    bytes[31] &= 0x1f;
    let number = 0n;
    for (let i = 31; i >= 0; i--) number = (number << 8n) | BigInt(bytes[i]);
    if (number < ORDER) return number;
  }
}

/** Integers in [0, 256) as one element (§ 1.4). */
export function embed(values) {
  if (values.length > EMBEDDING_MOST) throw new RangeError("too-many");
  let number = 0n;
  for (const value of values) {
    if (!Number.isInteger(value) || value < 0 || value > 255) throw new RangeError("out-of-range");
    number = (number << 8n) | BigInt(value);
  }
  for (number <<= EMBEDDING_PADDING; ; number++) {
    try {
      return elementOf(number.toString(16).padStart(64, "0"));
    } catch (refusal) {
      if (!(refusal instanceof NotAnElement)) throw refusal;
    }
  }
}
