/** KaTeX with its style sheet and fonts, as one chunk that is loaded after the first paint. */
import 'katex/dist/katex.min.css';

export { default } from 'katex';
