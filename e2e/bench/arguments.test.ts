import { describe, expect, it } from 'vitest';
import { HELP, readArguments, type Wishes } from './arguments';

const read = (...args: string[]): Wishes => {
  const wishes = readArguments(args);
  if (wishes === null || typeof wishes === 'string') throw new Error(`refused: ${wishes}`);
  return wishes;
};

describe('arguments of the benchmark', () => {
  it('measures all of ours on both hosts, without peers, when nothing is asked', () => {
    const { names, hosts, peers, json } = read();
    expect(names).toContain('poisson-64');
    expect({ hosts, peers, json }).toEqual({ hosts: ['node', 'chromium'], peers: [], json: null });
  });

  it('takes a name that exists as that one alone, and anything else as a beginning', () => {
    expect(read('--peers', '--only', 'W1').names).toEqual(['W1']);
    expect(read('--peers', '--only', 'W1,W5').names).toEqual(['W1', 'W5']);
    expect(read('--peers', '--only', 'W').names).toEqual(expect.arrayContaining(['W1', 'W1b', 'W2', 'W3', 'W4', 'W5']));
    expect(read('--only', 'flow').names.every((name) => name.startsWith('flow-'))).toBe(true);
  });

  it('names each workload once, in the order of the table', () => {
    const { names } = read('--peers');
    expect(new Set(names).size).toBe(names.length);
    expect(read('--peers', '--only', 'W5,W1,W5').names).toEqual(['W1', 'W5']);
  });

  it('takes all peers without names, else those named', () => {
    const all = ['jax-js', 'TensorFlow.js', 'ONNX Runtime Web', 'TensorFlow.js wasm'];
    expect(read('--peers').peers).toEqual(all);
    expect(read('--peers', '--only', 'W1').peers).toEqual(all);
    expect(read('--peers', 'jax-js', '--only', 'W1')).toMatchObject({ peers: ['jax-js'], names: ['W1'] });
    expect(read('--peers', 'TensorFlow.js').peers).toEqual(['TensorFlow.js']);
    expect(read('--peers', 'Tensor,jax').peers).toEqual(all.filter((name) => name !== 'ONNX Runtime Web'));
  });

  it('takes one host, a file and the help', () => {
    expect(read('--host', 'node', '--json', 'out.json')).toMatchObject({ hosts: ['node'], json: 'out.json' });
    expect(read('--listing').listing).toBe(true);
    expect(readArguments(['--help'])).toBeNull();
    expect(HELP).toContain('--peers');
  });

  it('limits the time of a report, and compares two files', () => {
    expect(read()).toMatchObject({ minutes: null, report: null, compare: null, brief: false });
    expect(read('--peers', '--report', 'docs')).toMatchObject({ minutes: 22, report: 'docs' });
    expect(read('--report', 'docs', '--minutes', '3', '--brief')).toMatchObject({ minutes: 3, brief: true });
    expect(read('--compare', 'a.json', 'b.json').compare).toEqual(['a.json', 'b.json']);
  });

  it.each([
    [['--compare', 'a.json'], /two files/],
    [['a.json'], /What is "a.json"/],
    [['--minutes', 'x'], /--minutes/],
    [['--only', 'nothing'], /--only: nothing begins with "nothing"/],
    [['--peers', 'torch'], /--peers: nothing begins with "torch"; there are jax-js/],
    [['--only', 'W1,'], /--only/],
    [['--only', ''], /--only needs names/],
    [['--host', 'firefox'], /not "firefox"/],
    [['--speed'], /--help lists the options/],
  ])('refuses %j in one line', (args, why) => {
    const line = readArguments(args);
    expect(line).toMatch(why);
    expect(line).not.toContain('\n');
  });
});
