export * from './multigrid';
export * from './nonlinear';
