import { arrays as A, formulas as F, type Gpu, nets, optim } from '../../src/library';

/** A program that makes a step of training a network on Fisher's equation, on fresh points each time. */
export async function fisher(gpu: Gpu): Promise<A.CompiledProgram> {
  const scope = { unknowns: ['u'], coordinates: ['x', 't'], parameters: ['D', 'r'] };
  const residual = F.normalForm(F.parseEquation('u_t = D*u_xx + r*u*(1 - u)'), scope);
  const channels = F.closeChannels(F.channelsOf([residual], scope).get('u')!);
  const net = { sizes: [2, 32, 32, 32, 1], channels, activation: 'tanh' } as const;
  const [p, step] = [A.variable('parameters', [A.parameterCount(net)]), A.variable('step', [])];

  // The equation inside, x and t in (0, 1).
  const [u] = A.fields(A.jets(p, A.randomUniform([1024, 2], { seed: 1, step }), net));
  const derivatives = channels.map((channel, c) => [F.channelName('u', channel, scope), u[c]] as const);
  const names = new Map([...derivatives, ['D', A.literal(0.01)], ['r', A.literal(1)]]);
  const equation = A.meanSquare(A.fromExpr(residual, names));

  // The initial values, t = 0.
  const x = A.randomUniform([128, 1], { seed: 2, step });
  const [[value]] = A.fields(A.jets(p, A.concat([x, A.mul(0, x)], 1), { ...net, channels: [[0, 0]] }));
  const given = A.fromExpr(F.parse('exp(-20*x^2)'), new Map([['x', A.reshape(x, [128])]]));
  const loss = A.add(equation, A.mul(10, A.meanSquare(A.sub(value, given))));

  const adam = optim.adam(p, A.grad(loss, [p])[0], { rate: 2e-3 });
  const updates = new Map([...adam, [step, A.add(step, 1)]]);
  const program = await A.compileProgram(gpu, 'Fisher', { outputs: { loss }, updates });
  program.write(p, nets.glorot(net.sizes));
  return program;
}
