# One image for both processes: the app (default command) and the worker ("node jobs/worker.ts").
# Every step is a script of package.json or a plain command; README, "Production", says which of them were run outside of Docker.

FROM node:24-slim AS build
WORKDIR /rung
# Prisma would fetch an engine from its own server; the one from npm stands in (tools/schema-engine.mjs).
ENV PRISMA_SCHEMA_ENGINE_BINARY=/rung/tools/schema-engine.mjs CHECKPOINT_DISABLE=1
COPY package.json package-lock.json .npmrc ./
COPY tools/schema-engine.mjs tools/
RUN npm ci
COPY . .
# Generates the database client, then builds the pages.
RUN npm run build
# What only building needs goes again.
RUN npm ci --omit=dev

FROM node:24-slim
WORKDIR /rung
# The Node.js that package.json pins comes first, as in every npm script.
ENV NODE_ENV=production PORT=3000 PATH=/rung/node_modules/.bin:$PATH
COPY --from=build /rung/package.json /rung/tsconfig.json ./
COPY --from=build /rung/node_modules node_modules
COPY --from=build /rung/prisma/migrations prisma/migrations
COPY --from=build /rung/public public
COPY --from=build /rung/build build
COPY --from=build /rung/app app
COPY --from=build /rung/jobs jobs
COPY --from=build /rung/woocommerce-bridge woocommerce-bridge
COPY --from=build /rung/tools/migrate.ts /rung/tools/audit.ts /rung/tools/rung.ts tools/
COPY --from=build /rung/tools/rung tools/rung
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "app/server.ts"]
