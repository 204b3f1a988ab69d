export { type AdamOptions, adam, type FirstOrderOptions, lion, sgd, type Updates } from './first-order';
