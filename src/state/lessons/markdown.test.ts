import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksOf } from './markdown';

const text = (words: string) => ({ kind: 'text', text: words });

describe('the Markdown of lessons', () => {
  it('has headings, paragraphs over several lines, lists and formulas', () => {
    expect(blocksOf('# One\n\nTwo\nthree.\n## Four\n- a\n- b\n  c\n\n1. d\n2. e\n\n$$x^2$$\nend')).toEqual([
      { kind: 'heading', level: 1, children: [text('One')] },
      { kind: 'paragraph', children: [text('Two three.')] },
      { kind: 'heading', level: 2, children: [text('Four')] },
      { kind: 'list', ordered: false, items: [[text('a')], [text('b c')]] },
      { kind: 'list', ordered: true, items: [[text('d')], [text('e')]] },
      { kind: 'math', text: 'x^2' },
      { kind: 'paragraph', children: [text('end')] },
    ]);
  });

  it('has code, formulas, strong and emphasised words and links in its lines', () => {
    expect(blocksOf('a `b*c*` $u_t = 1$ **d *e* z** [f](https://g.h/i)')[0]).toEqual({
      kind: 'paragraph',
      children: [
        text('a '),
        { kind: 'code', text: 'b*c*' },
        text(' '),
        { kind: 'math', text: 'u_t = 1' },
        text(' '),
        { kind: 'strong', children: [text('d '), { kind: 'em', children: [text('e')] }, text(' z')] },
        text(' '),
        { kind: 'link', href: 'https://g.h/i', children: [text('f')] },
      ],
    });
    expect(blocksOf('costs $5 and $6')[0]).toEqual({ kind: 'paragraph', children: [text('costs $5 and $6')] });
  });

  it('has fenced blocks with the line that they begin in; one without an end goes to the end', () => {
    expect(blocksOf('a\n```scene\n{"x": 1}\n# not a heading\n```\nb')).toEqual([
      { kind: 'paragraph', children: [text('a')] },
      { kind: 'fence', info: 'scene', text: '{"x": 1}\n# not a heading', line: 2 },
      { kind: 'paragraph', children: [text('b')] },
    ]);
    expect(blocksOf('```\nx')).toEqual([{ kind: 'fence', info: '', text: 'x', line: 1 }]);
  });

  it('leads to pages only', () => {
    const shown = JSON.stringify(blocksOf('[a](javascript:alert(1)) [b](data:text/html,x) [c](//d.e)'));
    expect(shown).not.toContain('href');
    expect(blocksOf('<img src=x onerror=alert(1)>')[0]).toEqual({
      kind: 'paragraph',
      children: [text('<img src=x onerror=alert(1)>')],
    });
  });

  it('reads whatever it is given', () => {
    const piece = fc.constantFrom('# ', '- ', '1. ', '```', '$$', '$', '*', '**', '`', '[', '](', ')', '\n', 'a', ' ');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        for (const block of blocksOf(pieces.join(''))) expect(block.kind).toBeTypeOf('string');
      }),
      { numRuns: 500 },
    );
  });
});
