/** An EJS template, compiled ahead of time (scripts/bundle.mjs, scripts/ejs-loader.mjs). */
declare module '*.ejs' {
  const render: (it: Readonly<Record<string, unknown>>) => string;
  export default render;
}

/** Any file as text; `import page from './page.css?text'`. */
declare module '*?text' {
  const text: string;
  export default text;
}
