import express, { type Handler } from 'express';

/**
 * Serves the widget's built files to the preview in the program editor. They are what every shopper gets, so any page may read them: the preview stands in a
 * sandboxed frame that has no origin of its own.
 */
export function widgetFiles(folder: string): Handler {
  return express.static(folder, {
    ...{ maxAge: '5m', index: false, fallthrough: false },
    setHeaders: (response) => response.setHeader('Access-Control-Allow-Origin', '*'),
  });
}
