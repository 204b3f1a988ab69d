/** Width of a kept picture, and how much it may be compressed. */
const [WIDTH, QUALITY] = [240, 0.8];

/** A picture small enough to be kept by the dozen; null where there is none. */
export async function pictureOf(blob: Blob | null): Promise<Uint8Array | null> {
  if (!blob) return null;
  const bitmap = await createImageBitmap(blob);
  const scale = Math.min(1, WIDTH / bitmap.width);
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(bitmap.width * scale)),
    Math.max(1, Math.round(bitmap.height * scale)),
  );
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp', quality: QUALITY })).arrayBuffer());
}
