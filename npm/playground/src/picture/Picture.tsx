/** The picture of a secret and its replicas: versions on timelines, and staging labels as tags that move between them. */

import { useRef } from "preact/hooks";
import { laneTitle, shortId, valueText, when } from "../app/words.js";
import type { Secret, Version } from "../engine/inventory.js";
import { classOf } from "./colours.js";
import {
  cut,
  type Layout,
  layout,
  type PlacedLane,
  type PlacedPile,
  type PlacedTag,
  type PlacedVersion,
  type Reserve,
  tagText,
} from "./layout.js";
import { type Drop, useDrag } from "./useDrag.js";
import { useFollow, useWidth } from "./useView.js";

/** A version or a label that the user has picked. */
export interface Pick {
  readonly secret: string;
  readonly version?: string | undefined;
  readonly label?: string | undefined;
}

interface Props {
  /** A primary and its replicas; empty if no secret exists. */
  readonly family: readonly Secret[];
  /** The key of the selected secret, whose lane is highlighted. */
  readonly focus: string | undefined;
  readonly revealed: boolean;
  readonly now: Date;
  readonly reserve: Reserve;
  /** The version that the last step returned, and its lane. */
  readonly answered: { readonly secret: string; readonly version: string } | undefined;
  readonly classes: ReadonlyMap<string, string>;
  readonly folded: boolean;
  readonly unfold?: () => void;
  readonly picked?: Pick | undefined;
  readonly pick?: (pick: Pick) => void;
  readonly drop?: (drop: Drop) => void;
}

export function Picture(props: Props) {
  const { family, focus, reserve, folded, drop } = props;
  const frame = useRef<HTMLElement>(null);
  const width = useWidth(frame);
  const placed = layout(
    family.map(({ key, versions }) => ({ key, versions })),
    width,
    reserve,
    folded,
  );
  useFollow(frame, placed, focus, props.answered?.version);
  const drag = useDrag(drop);
  const interactive = props.pick !== undefined;
  return (
    <figure
      class={["picture", placed.across ? "across" : "downwards", drag.dragged && "dragging"].filter(Boolean).join(" ")}
      ref={frame}
      aria-label="Versions on a timeline"
    >
      <svg
        width={placed.width}
        height={placed.height}
        viewBox={`0 0 ${placed.width} ${placed.height}`}
        role={interactive ? "group" : "img"}
        aria-label={
          family.length ? family.map((secret) => summary(secret, family.length > 1)).join(". ") : "No secrets"
        }
        data-secret={family[0]?.name}
        onKeyDown={interactive ? moveFocus : undefined}
        {...drag.handlers}
      >
        {placed.lanes.map((lane, place) => (
          <LaneOf
            key={lane.key}
            {...props}
            lane={lane}
            secret={family[place] as Secret}
            placed={placed}
            drag={drag}
            first={place === 0}
          />
        ))}
      </svg>
      {family.length === 1 && family[0]?.versions.length === 0 && <p class="none">This secret has no versions yet.</p>}
    </figure>
  );
}

type LaneProps = Props & {
  readonly lane: PlacedLane;
  readonly secret: Secret;
  readonly placed: Layout;
  readonly drag: ReturnType<typeof useDrag>;
  readonly first: boolean;
};

function LaneOf({ lane, secret, placed, drag, first, ...props }: LaneProps) {
  const { focus, revealed, now, answered, classes, picked, pick, unfold } = props;
  const [from, to] = lane.line;
  const pickable = (one: Omit<Pick, "secret">, stop: boolean) =>
    pick && {
      role: "button",
      tabindex: stop ? 0 : -1,
      "aria-description": "Use it in the form",
      "aria-pressed": isPicked(picked, { secret: secret.key, ...one }),
      onClick: () => pick({ secret: secret.key, ...one }),
      onKeyDown: onPress(() => pick({ secret: secret.key, ...one })),
    };
  return (
    <g class={lane.key === focus ? "lane focus" : "lane"} data-lane={lane.key} data-region={secret.region}>
      {lane.title && (
        <text class="lane-title" x={lane.title.x} y={lane.title.y}>
          {laneTitle(secret)}
        </text>
      )}
      <line class="time" x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
      {lane.piles.map((pile) => (
        <Pile key={pile.versions[0]?.id} pile={pile} width={placed.card.width} unfold={unfold} />
      ))}
      {lane.versions.map((one, place) => (
        <VersionCard
          key={one.version.id}
          placed={one}
          card={placed.card}
          revealed={revealed}
          answered={answered?.secret === secret.key && answered.version === one.version.id}
          target={drag.target?.secret === secret.key && drag.target.version === one.version.id}
          now={now}
          attributes={pickable({ version: one.version.id }, first && place === 0)}
        />
      ))}
      {lane.tags.map((tag) => (
        <Tag
          key={tag.label}
          tag={tag}
          height={placed.tagHeight}
          classes={classOf(tag.label, classes)}
          moved={drag.dragged?.secret === secret.key && drag.dragged.label === tag.label ? drag.by : undefined}
          attributes={pickable({ label: tag.label }, false)}
        />
      ))}
    </g>
  );
}

type Attributes = Readonly<Record<string, unknown>> | undefined;

function VersionCard(props: {
  placed: PlacedVersion;
  card: Layout["card"];
  revealed: boolean;
  answered: boolean;
  target: boolean;
  now: Date;
  attributes: Attributes;
}) {
  const { placed, card, revealed, answered, target, now, attributes } = props;
  const { version, x, y, dot, deprecated } = placed;
  const value = valueText(version.value, revealed);
  return (
    <g
      class={["version", deprecated && "deprecated", answered && "answered", target && "target"]
        .filter(Boolean)
        .join(" ")}
      data-version={version.id}
      data-deprecated={deprecated}
    >
      <circle class="dot" r={deprecated ? 4 : 6} style={at(dot.x, dot.y)} />
      <g style={at(x, y)} {...attributes}>
        <rect class="card" width={card.width} height={card.height} rx="10" />
        <text class="name" x="12" y="24">
          v{version.number}
        </text>
        <text class="id" x={card.width - 12} y="24" text-anchor="end">
          {shortId(version.id)}
        </text>
        <text class={"absent" in version.value ? "value absent" : "value"} x="12" y="44">
          {cut(value.replace(/\s+/g, " "), Math.floor((card.width - 24) / 7.3))}
        </text>
        <text class="made" x="12" y="62">
          {deprecated ? "deprecated" : made(version, now)}
        </text>
      </g>
    </g>
  );
}

function Pile({ pile, width, unfold }: { pile: PlacedPile; width: number; unfold: (() => void) | undefined }) {
  const { versions, x, y, dot } = pile;
  const [first, last] = [versions[0]?.number, versions.at(-1)?.number];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button below the picture does the same by keyboard
    <g class="version deprecated pile" data-pile={versions.length} onClick={unfold}>
      <circle class="dot" r="4" style={at(dot.x, dot.y)} />
      <g style={at(x, y)}>
        {[8, 4, 0].map((shift) => (
          <rect class="card" key={shift} x={shift} y={shift} width={width - 8} height={66} rx="10" />
        ))}
        <text class="name" x="12" y="26">
          {first === last ? `v${first}` : `v${first} – v${last}`}
        </text>
        <text class="made" x="12" y="46">
          {versions.length} deprecated
        </text>
      </g>
    </g>
  );
}

function Tag(props: {
  tag: PlacedTag;
  height: number;
  classes: string;
  moved: { readonly x: number; readonly y: number } | undefined;
  attributes: Attributes;
}) {
  const { tag, height, classes, moved, attributes } = props;
  const { label, versionId, x, y, width } = tag;
  return (
    <g
      class={`tag ${classes}${moved ? " dragged" : ""}${attributes ? " movable" : ""}`}
      style={at(x + (moved?.x ?? 0), y + (moved?.y ?? 0))}
      data-label={label}
      data-on={versionId}
      {...attributes}
    >
      <title>{label}</title>
      <rect width={width} height={height} rx={height / 2} />
      <text x={width / 2} y={height / 2 + 4} text-anchor="middle">
        {tagText(label, width)}
      </text>
    </g>
  );
}

function at(x: number, y: number): { transform: string } {
  return { transform: `translate(${x}px, ${y}px)` };
}

export function isPicked(picked: Pick | undefined, { secret, version, label }: Pick): boolean {
  if (picked?.secret !== secret) return false;
  return label === undefined ? version !== undefined && picked.version === version : picked.label === label;
}

function onPress(press: () => void) {
  return (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    press();
  };
}

/** The Tab key stops once at the picture; the arrow keys move the focus among versions and labels. */
function moveFocus(event: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const all = [...(event.currentTarget as Element).querySelectorAll<SVGElement>("[role=button]")];
  const place = all.indexOf(event.target as SVGElement);
  const next = all[Math.max(0, Math.min(all.length - 1, place + step))];
  next?.focus();
  event.preventDefault();
}

function made({ created }: Version, now: Date): string {
  return created ? when(created, now) : "";
}

function summary(secret: Secret, several: boolean): string {
  const described = secret.versions.map(
    ({ number, labels }) =>
      `v${number} ${labels.length ? `with ${labels.join(" and ")}` : "deprecated, without a label"}`,
  );
  return `${secret.name}${several ? `, ${laneTitle(secret)}` : ""}: ${described.length ? described.join("; ") : "no version yet"}`;
}
