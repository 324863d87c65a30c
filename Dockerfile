# The gateway, from the repository as it is: packages run from source, so there is nothing to build.
FROM docker.io/library/node:26-bookworm-slim AS install
WORKDIR /app
COPY . .
RUN npx --yes pnpm@12.21.0 install --frozen-lockfile --prod --no-optional --filter @hearth/gateway...

FROM docker.io/library/node:26-bookworm-slim
ENV NODE_ENV=production HEARTH_HOST=0.0.0.0 HEARTH_HOME=/var/lib/hearth
RUN mkdir -p /var/lib/hearth && chown node:node /var/lib/hearth && chmod 700 /var/lib/hearth
WORKDIR /app
COPY --from=install --chown=root:root /app /app
USER node
VOLUME /var/lib/hearth
EXPOSE 7411
CMD ["node", "apps/gateway/bin/hearth.mjs", "start"]
