export * from './multigrid';
