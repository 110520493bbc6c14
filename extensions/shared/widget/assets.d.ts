/** Style sheets are texts in the bundle: they go into the shadow root. */
declare module '*.css' {
  const text: string;
  export default text;
}

/** Snippets without any Liquid in them are markup. */
declare module '*.liquid' {
  const markup: string;
  export default markup;
}
