import { createLogNotifier } from '../adapters/notify/log/log-notifier.ts';
import { readWebhookUrl } from '../adapters/notify/webhook/read-webhook-url.ts';
import { WebhookNotifier } from '../adapters/notify/webhook/webhook-notifier.ts';
import type { HomeFolder } from '../config/home.ts';
import type { Config } from '../config/schema.ts';
import type { Notice, Notifier, Severity } from '../ports/notifier.ts';

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 };

/**
 * All notifiers of a configuration as one: each gets what is severe enough for it, and a webhook that fails is reported to the log.
 * `echo` gets every line of the log as well. Errors: `NOTIFY_URL_INVALID`.
 */
export function openNotifiers(config: Pick<Config, 'notify'>, home: HomeFolder, echo?: { write(text: string): unknown }): Notifier {
  const { log: logSettings, webhook: hook } = config.notify;
  const log = fromSeverity(createLogNotifier({ folder: home.logs, ...(echo === undefined ? {} : { echo }) }), logSettings.severity);
  if (hook === undefined) return log;
  const url = readWebhookUrl(hook.urlFile);
  const onFailure = (error: { code: string; message: string }, { ts }: Notice): void =>
    void log.notify({ ts, severity: 'warning', code: error.code, text: error.message });
  return all([log, fromSeverity(new WebhookNotifier({ url, onFailure }), hook.severity)]);
}

function fromSeverity(notifier: Notifier, least: Severity): Notifier {
  return {
    notify: async (notice) => (RANK[notice.severity] >= RANK[least] ? notifier.notify(notice) : undefined),
    close: () => notifier.close(),
  };
}

/** The log comes first, and is closed last: it hears of what the others could not do. */
function all(notifiers: readonly Notifier[]): Notifier {
  return {
    notify: async (notice) => void (await Promise.all(notifiers.map((notifier) => notifier.notify(notice)))),
    async close() {
      for (const notifier of notifiers.toReversed()) await notifier.close();
    },
  };
}
