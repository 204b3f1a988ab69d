/** A piece of a line. */
export type Inline =
  | { readonly kind: 'text' | 'code' | 'math'; readonly text: string }
  | { readonly kind: 'strong' | 'em'; readonly children: readonly Inline[] }
  | { readonly kind: 'link'; readonly href: string; readonly children: readonly Inline[] };

/** A block of a text. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly children: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly children: readonly Inline[] }
  | { readonly kind: 'math'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'fence'; readonly info: string; readonly text: string; readonly line: number };

const FENCE = /^```\s*(\w*)\s*$/;
const HEADING = /^(#{1,3})\s+(.+)$/;
const ITEM = /^(?:[-*]|(\d{1,3})\.)\s+(.+)$/;
const MATH = /^\$\$(.+)\$\$$/;

/**
 * The few parts of Markdown that lessons use: headings, paragraphs, flat lists, fenced blocks, `$$formulas$$`, and in
 * lines `code`, `$formulas$`, **strong**, *emphasis* and links to http(s) addresses. Everything else stays text: what a
 * lesson says never becomes markup.
 */
export function blocksOf(markdown: string): Block[] {
  const lines = markdown.replaceAll('\r\n', '\n').split('\n');
  const blocks: Block[] = [];
  let at = 0;
  const isBreak = (line: string): boolean =>
    line.trim() === '' || FENCE.test(line) || HEADING.test(line) || ITEM.test(line) || MATH.test(line.trim());
  while (at < lines.length) {
    const line = lines[at]!;
    const fence = FENCE.exec(line);
    const heading = HEADING.exec(line);
    const math = MATH.exec(line.trim());
    if (fence) {
      const end = lines.findIndex((other, k) => k > at && other.trim() === '```');
      const stop = end < 0 ? lines.length : end;
      blocks.push({ kind: 'fence', info: fence[1]!, text: lines.slice(at + 1, stop).join('\n'), line: at + 1 });
      at = stop + 1;
    } else if (heading) {
      const level = heading[1]!.length as 1 | 2 | 3;
      blocks.push({ kind: 'heading', level, children: inlinesOf(heading[2]!.trim()) });
      at++;
    } else if (math) {
      blocks.push({ kind: 'math', text: math[1]!.trim() });
      at++;
    } else if (ITEM.test(line)) {
      const items: string[] = [];
      const ordered = ITEM.exec(line)![1] !== undefined;
      while (at < lines.length && lines[at]!.trim() !== '' && (ITEM.test(lines[at]!) || !isBreak(lines[at]!))) {
        const item = ITEM.exec(lines[at]!);
        if (item) items.push(item[2]!);
        else items.push(`${items.pop() ?? ''} ${lines[at]!.trim()}`);
        at++;
      }
      blocks.push({ kind: 'list', ordered, items: items.map(inlinesOf) });
    } else if (line.trim() === '') {
      at++;
    } else {
      const from = at++;
      while (at < lines.length && !isBreak(lines[at]!)) at++;
      const text = lines.slice(from, at).map((own) => own.trim());
      blocks.push({ kind: 'paragraph', children: inlinesOf(text.join(' ')) });
    }
  }
  return blocks;
}

const INLINE = /`([^`]+)`|\$([^$\s](?:[^$]*[^$\s])?)\$|\*\*(\S.*?)\*\*|\*([^*]+)\*|\[([^\]]+)\]\(([^()\s]+)\)/;

function inlinesOf(text: string): Inline[] {
  const found = INLINE.exec(text);
  if (!found) return text === '' ? [] : [{ kind: 'text', text }];
  const [whole, code, math, strong, em, label, href] = found;
  const before = text.slice(0, found.index);
  const rest = inlinesOf(text.slice(found.index + whole.length));
  return [...(before === '' ? [] : [{ kind: 'text' as const, text: before }]), inline(), ...rest];

  function inline(): Inline {
    if (code !== undefined) return { kind: 'code', text: code };
    if (math !== undefined) return { kind: 'math', text: math };
    if (strong !== undefined) return { kind: 'strong', children: inlinesOf(strong) };
    if (em !== undefined) return { kind: 'em', children: inlinesOf(em) };
    return isWeb(href!) ? { kind: 'link', href: href!, children: inlinesOf(label!) } : { kind: 'text', text: whole };
  }
}

/** Only addresses of pages: no scripts, no data. */
function isWeb(href: string): boolean {
  return /^https?:\/\/[^\s"'<>]+$/.test(href);
}
