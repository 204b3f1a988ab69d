export * from './elliptic-settings';
export * from './elliptic-solver';
export * from './multigrid';
export * from './nonlinear';
export * from './relax';
