/** Offers a blob as a download. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Some browsers start the download after the click's task.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
