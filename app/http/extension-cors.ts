import type { RequestHandler } from 'express';

/**
 * Lets the extensions' sandboxes read our answers: they run on origins of their own, and of `null`. Every origin may ask, because nothing is given for where a
 * request comes from: there are no cookies here, only the signed token that the extension itself puts into `Authorization`. Answers preflights.
 */
export function extensionCors(): RequestHandler {
  return (request, response, next) => {
    response.set({
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'Retry-After',
    });
    if (request.method !== 'OPTIONS') {
      next();
      return;
    }
    response
      .set({
        'Access-Control-Allow-Methods': 'GET, POST',
        'Access-Control-Allow-Headers': 'Authorization, Content-Type',
        'Access-Control-Max-Age': '7200',
      })
      .status(204)
      .end();
  };
}
