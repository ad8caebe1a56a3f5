/** The start page: an introduction, the user's sessions, and the scenarios. */

import { MEANING, type Strength } from "../engine/evidence.js";
import { type Scenario, scenarios } from "../gallery.js";
import { ownDrafts, type Workspace } from "../session/workspace.js";
import { Demonstration } from "./Demonstration.js";
import { Icon } from "./Icon.js";
import { StrengthBadge } from "./StrengthBadge.js";
import { counted } from "./words.js";

interface Props {
  readonly play: (scenario: Scenario) => void;
  readonly create: () => void;
  readonly workspace: Workspace;
  readonly goBackTo: (id: number) => void;
  readonly importFile: () => void;
}

export function Welcome({ play, create, workspace, goBackTo, importFile }: Props) {
  const [first, ...others] = scenarios.filter(({ chosen }) => chosen);
  const more = scenarios.filter(({ chosen }) => !chosen);
  const own = [...ownDrafts(workspace)].reverse();
  const [latest] = own;
  if (!first) return null;
  return (
    <main class="welcome" id="main">
      <section class="hero">
        <div>
          <h1>See versions and labels move</h1>
          <p>
            Try AWS Secrets Manager in your browser: what each operation does to versions, staging labels and dates, and
            which errors the service returns. Nothing leaves this page.
          </p>
          <div class="actions">
            <button type="button" class="primary large" onClick={() => play(first)}>
              <Icon name="play" /> Play a scenario
            </button>
            <button type="button" class="large" onClick={create}>
              <Icon name="plus" /> Create a secret
            </button>
            {latest && (
              <button type="button" class="large" onClick={() => goBackTo(latest.id)}>
                <Icon name="back" /> Back to your session
              </button>
            )}
          </div>
        </div>
        <Demonstration />
      </section>
      {own.length > 0 && (
        <section aria-labelledby="own-sessions">
          <h2 id="own-sessions">Your sessions</h2>
          <ul class="own-sessions">
            {own.map(({ id, title, session }) => (
              <li key={id}>
                <button type="button" data-draft={id} onClick={() => goBackTo(id)}>
                  {title} <small>{counted(session.steps.length, "step")}</small>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="scenarios">
        <h2 id="scenarios">Scenarios</h2>
        <ScenarioList scenarios={[first, ...others]} play={play} />
        <Legend />
        <details class="more">
          <summary>{more.length} more scenarios from the test suite</summary>
          <ScenarioList scenarios={more} play={play} />
        </details>
      </section>
      <footer class="foot">
        <button type="button" class="quiet" onClick={importFile}>
          <Icon name="import" /> Import a session, a snapshot or a case file
        </button>
        <nav aria-label="Documentation">
          <a href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html">
            AWS: versions and staging labels
          </a>
          <a href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html">AWS: rotation</a>
          <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html">AWS: API reference</a>
          <a href="https://www.npmjs.com/package/fake-secrets-manager">fake-secrets-manager on npm</a>
          <a href="https://pypi.org/project/fake-secrets-manager/">fake-secrets-manager on PyPI</a>
        </nav>
      </footer>
    </main>
  );
}

/** Explains the badges of the scenarios. */
function Legend() {
  const used = (Object.keys(MEANING) as Strength[]).filter((strength) =>
    scenarios.some(({ story }) => story.strength === strength),
  );
  return (
    <details class="legend">
      <summary>What the badges mean</summary>
      <dl>
        {used.map((strength) => (
          <div key={strength}>
            <dt>
              <StrengthBadge strength={strength} />
            </dt>
            <dd>{MEANING[strength]}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function ScenarioList({ scenarios, play }: { scenarios: readonly Scenario[]; play: (scenario: Scenario) => void }) {
  return (
    <ul class="scenarios">
      {scenarios.map((scenario) => (
        <li key={scenario.name}>
          <button type="button" data-scenario={scenario.name} onClick={() => play(scenario)}>
            <strong>{scenario.title}</strong>
            <span>{scenario.story.about}</span>
            <small>
              <StrengthBadge strength={scenario.story.strength as Strength} /> {counted(scenario.steps, "step")}
            </small>
          </button>
        </li>
      ))}
    </ul>
  );
}
