/** Whether a location hash, a whole address or a command line's word is meant as a link to a scene. */
export function isLink(text: string): boolean {
  return text.includes('#s=') || text.startsWith('s=');
}
