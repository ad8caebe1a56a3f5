/** What one sees first: what this is, one thing to press, and the ready scenarios. */

import type { Scenario } from "../gallery.js";
import { scenarios } from "../gallery.js";
import type { Opened } from "./App.js";
import { Demonstration } from "./Demonstration.js";
import { Icon } from "./Icon.js";

interface Props {
  readonly play: (scenario: Scenario) => void;
  readonly create: () => void;
  /** What was on the table before, and still is. */
  readonly left: Opened | undefined;
  readonly goBack: () => void;
}

export function Welcome({ play, create, left, goBack }: Props) {
  const [first, ...others] = scenarios.filter(({ chosen }) => chosen);
  const more = scenarios.filter(({ chosen }) => !chosen);
  if (!first) return null;
  return (
    <main class="welcome">
      <section class="hero">
        <div>
          <h1>See versions and labels move</h1>
          <p>
            AWS Secrets Manager, rehearsed in your browser: what an operation does to versions, staging labels and
            dates, and what the service says when it refuses. Nothing leaves this page.
          </p>
          <div class="actions">
            <button type="button" class="primary large" onClick={() => play(first)}>
              <Icon name="play" /> Play a scenario
            </button>
            <button type="button" class="large" onClick={create}>
              <Icon name="plus" /> Create a secret
            </button>
            {left && (
              <button type="button" class="large quiet" onClick={goBack}>
                <Icon name="back" /> Back to “{left.title}”
              </button>
            )}
          </div>
        </div>
        <Demonstration />
      </section>
      <section aria-labelledby="scenarios">
        <h2 id="scenarios">Ready scenarios</h2>
        <ScenarioList scenarios={[first, ...others]} play={play} />
        <details class="more">
          <summary>{more.length} more stories from the tests</summary>
          <ScenarioList scenarios={more} play={play} />
        </details>
      </section>
    </main>
  );
}

export function ScenarioList({
  scenarios,
  play,
}: {
  scenarios: readonly Scenario[];
  play: (scenario: Scenario) => void;
}) {
  return (
    <ul class="scenarios">
      {scenarios.map((scenario) => (
        <li key={scenario.name}>
          <button type="button" data-scenario={scenario.name} onClick={() => play(scenario)}>
            <strong>{scenario.title}</strong>
            <span>{scenario.story.about}</span>
            <small>
              <span class={`strength ${scenario.story.strength}`}>{scenario.story.strength}</span>{" "}
              {scenario.story.steps.length} steps
            </small>
          </button>
        </li>
      ))}
    </ul>
  );
}
