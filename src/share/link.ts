import { deflateSync, Inflate } from 'fflate';
import { canonicalText, type Json, type Preset, parseSceneText, presets, type Scene, textHash } from '../../scenes';
import { dictionaryText } from '../../scenes/dictionaries';
import { CAPS } from '../../solvers/base/caps';
import { Failure } from '../../solvers/base/result';
import { fromBase64Url, toBase64Url } from './base64url';

/*
 * A link is #s=1.<codec>.<preset>.<8 hex digits of the preset text's SHA-256>.<base64url>, and its payload is
 * 4 bytes of the SHA-256 of the scene's canonical text, then that text by the codec. Codec `d` is raw deflate
 * (RFC 1951) with the preset's text as dictionary.
 */
const PREFIX = 's=1.';
const CODEC = 'd';
const HASH_BYTES = 4;
/** Deflate expands at most 1032-fold, so this many compressed bytes at a time stay below the cap. */
const CHUNK = 128;

/** A scene from a link, and the preset that it was made from. */
export interface LinkedScene {
  readonly scene: Scene;
  readonly presetId: string;
}

/**
 * The location hash, with its `#`, that holds the whole scene.
 * Throws `bad-input` where the link would be longer than links may be.
 */
export function encodeLink(scene: Scene): string {
  const text = canonicalText(scene as unknown as Json);
  const bytes = new TextEncoder().encode(text);
  const own = presets.find((preset) => preset.id === scene.id);
  const candidates = (own ? [own] : presets).map((preset) => linkOf(bytes, textHash(text), preset));
  const link = candidates.reduce((best, one) => (one.length < best.length ? one : best));
  if (link.length <= CAPS.linkCharacters) return link;
  const advice = `the link would have ${link.length} characters, over the limit ${CAPS.linkCharacters}: save the scene as a file instead`;
  throw new Failure('bad-input', advice, 'link');
}

function linkOf(text: Uint8Array, hash: string, preset: Preset): string {
  const deflated = deflateSync(text, { level: 9, dictionary: new TextEncoder().encode(preset.text) });
  const payload = new Uint8Array(HASH_BYTES + deflated.length);
  payload.set(hashBytes(hash));
  payload.set(deflated, HASH_BYTES);
  return `#${PREFIX}${CODEC}.${preset.id}.${preset.hash}.${toBase64Url(payload)}`;
}

function hashBytes(hash: string): Uint8Array {
  return Uint8Array.from({ length: HASH_BYTES }, (_, i) => Number.parseInt(hash.slice(2 * i, 2 * i + 2), 16));
}

/**
 * The scene in a location hash or a whole address. Whatever the text is, this resolves to a checked scene or rejects with
 * `bad-input` with one line; memory stays below a few times the cap on scenes.
 */
export async function decodeLink(link: string): Promise<LinkedScene> {
  if (link.length > CAPS.linkCharacters) {
    throw broken(
      `the link has ${link.length} characters, over the limit ${CAPS.linkCharacters}: ask for the scene as a file`,
    );
  }
  const hash = link.slice(link.lastIndexOf('#') + 1);
  if (!hash.startsWith(PREFIX)) {
    const version = /^s=(\d{1,6})\./.exec(hash)?.[1];
    if (version !== undefined)
      throw broken(`the link has format ${version}, and this program reads 1: reload the page or update`);
    throw broken('the link holds no scene: it must contain #s=1.');
  }
  const parts = hash.slice(PREFIX.length).split('.');
  if (parts.length !== 4) throw broken('the link is cut off or has extra parts: copy the whole of it');
  const [codec, presetId, presetHash, payload] = parts;
  if (codec !== CODEC)
    throw broken('the link is written in a way this program does not know: reload the page or update');
  const dictionary = await dictionaryText(presetId, presetHash);
  if (dictionary === null) {
    throw broken('the link builds on a preset this program does not have: reload the page or update');
  }
  const bytes = fromBase64Url(payload);
  if (bytes === null || bytes.length <= HASH_BYTES) throw damaged();
  const text = inflate(bytes.subarray(HASH_BYTES), new TextEncoder().encode(dictionary));
  const expected = hashBytes(textHash(text));
  if (expected.some((byte, i) => byte !== bytes[i])) throw damaged();
  return { scene: parseSceneText(text), presetId };
}

/** Raw deflate to text, counting bytes and stopping at the cap. */
function inflate(bytes: Uint8Array, dictionary: Uint8Array): string {
  const parts: Uint8Array[] = [];
  let total = 0;
  const stream = new Inflate({ dictionary }, (part) => {
    total += part.length;
    if (total > CAPS.sceneBytes) {
      throw broken(`the link unpacks to more than ${CAPS.sceneBytes} bytes: it is no scene`);
    }
    parts.push(part);
  });
  try {
    for (let start = 0; start < bytes.length; start += CHUNK) {
      stream.push(bytes.subarray(start, start + CHUNK), start + CHUNK >= bytes.length);
    }
    const whole = new Uint8Array(total);
    let offset = 0;
    for (const part of parts) {
      whole.set(part, offset);
      offset += part.length;
    }
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(whole);
  } catch (error) {
    // fflate throws errors of several kinds for broken streams, and TextDecoder for what is not UTF-8.
    throw error instanceof Failure ? error : damaged();
  }
}

function damaged(): Failure {
  return broken('the link is damaged: copy the whole of it again');
}

function broken(advice: string): Failure {
  return new Failure('bad-input', advice, 'link');
}
