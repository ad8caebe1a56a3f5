//! Random hosts drive rotations in random interleavings: threads, tasks, functions that call, advance, reset and crash. All drives end.

use std::collections::BTreeSet;

use crate::support::{HOUR, NOW, advance, call, fake_with, handle, rotate};
use fake_secrets_manager::{
    ClockChange, Invocation, Next, Outcome, Scope, SecretsManager, Timestamp, Value,
};

const EVENTS: usize = 200_000;
const EVENTS_OF_A_GAME: usize = 500;
const NAMES: [&str; 4] = ["a", "b", "c", "d"];

/// SplitMix64, so that a seed repeats a run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).unwrap()
    }
}

/// The work of a host. The innermost is the last on its stack.
enum Frame {
    /// A call without a response yet.
    Call(usize),
    Drive {
        id: u64,
        /// The earliest time at which an advance may return.
        arrives: Option<Timestamp>,
        invocation: Option<Invocation>,
    },
}

/// A thread or a task.
struct Host {
    stack: Vec<Frame>,
    /// Whether it can wait: a thread that blocks its event loop cannot.
    can_wait: bool,
    /// The invocation in its context, if a function started it.
    inherited: Option<u64>,
    waits: bool,
}

impl Host {
    fn within(&self) -> Option<u64> {
        let invocation = |frame: &Frame| match frame {
            Frame::Drive { invocation, .. } => invocation.as_ref().map(|invocation| invocation.id),
            Frame::Call(_) => None,
        };
        self.stack
            .iter()
            .rev()
            .find_map(invocation)
            .or(self.inherited)
    }
}

struct Game {
    fake: SecretsManager,
    dice: Dice,
    hosts: Vec<Host>,
    now: Timestamp,
    /// The latest time that a caller outside has seen since the last reset.
    seen: Timestamp,
    resets: usize,
    leased: BTreeSet<u64>,
}

impl Game {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let mut fake = fake_with(&NAMES);
        if dice.roll(4) == 0 {
            fake.queue_rotation_steps();
        }
        Self {
            fake,
            hosts: (0..3)
                .map(|_| Host {
                    stack: Vec::new(),
                    can_wait: dice.roll(4) > 0,
                    inherited: None,
                    waits: false,
                })
                .collect(),
            dice,
            now: NOW,
            seen: NOW,
            resets: 0,
            leased: BTreeSet::new(),
        }
    }

    fn present(&mut self) -> Timestamp {
        self.fake.enter(None);
        let present = self.fake.now(self.now);
        assert!(
            present >= self.seen,
            "the present went back from {:?} to {present:?}",
            self.seen
        );
        self.seen = present;
        present
    }

    /// One event of one host.
    fn step(&mut self, host: usize, settling: bool) {
        self.now = self.now.plus_milliseconds(self.dice.roll(3) as i64);
        self.present();
        self.hosts[host].waits = false;
        match self.hosts[host].stack.pop() {
            None if settling => {}
            None => self.begin(host),
            Some(Frame::Call(kind)) => self.call(host, kind),
            Some(Frame::Drive {
                id,
                arrives,
                invocation: None,
            }) => self.poll(host, id, arrives),
            Some(Frame::Drive {
                id,
                arrives,
                invocation: Some(invocation),
            }) => {
                self.inside(host, id, arrives, invocation, settling);
            }
        }
        if !self.hosts[host].waits {
            // The state has changed, so waiting hosts may ask again.
            self.hosts.iter_mut().for_each(|other| other.waits = false);
        }
    }

    /// Begins new work.
    fn begin(&mut self, host: usize) {
        let kind = self.dice.roll(12);
        match kind {
            0..=6 => self.hosts[host].stack.push(Frame::Call(kind)),
            7..=9 => {
                let by = self.dice.roll(12) as i64 * HOUR;
                self.drive(host, advance(by), Some(by));
            }
            10 => {
                let until = [None, Some("testSecret"), Some("createSecret")][self.dice.roll(3)];
                self.drive(host, SecretsManager::queue_until(until).unwrap(), None);
            }
            _ if self.dice.roll(12) == 0 => self.reset(),
            _ => self.hosts[host].can_wait ^= true,
        }
    }

    fn reset(&mut self) {
        self.resets += 1;
        self.fake.reset(self.now);
        self.seen = NOW;
        for name in NAMES {
            let members = [("Name", name), ("SecretString", "hunter2")];
            call(&mut self.fake, "CreateSecret", &members, self.now).unwrap();
        }
    }

    fn drive(&mut self, host: usize, scope: Scope, advance: Option<i64>) {
        let within = self.hosts[host].within();
        let present = self.present();
        self.fake.enter(within);
        let id = self.fake.begin_drive(scope, self.now).unwrap();
        let arrives = advance.map(|by| present.plus_milliseconds(by));
        self.hosts[host].stack.push(Frame::Drive {
            id,
            arrives,
            invocation: None,
        });
    }

    fn call(&mut self, host: usize, kind: usize) {
        let within = self.hosts[host].within();
        self.fake.enter(within);
        if self.hosts[host].can_wait && !self.fake.is_ready(self.now) {
            self.hosts[host].stack.push(Frame::Call(kind));
            self.drive(host, Scope::CatchUp(ClockChange::None), None);
            return;
        }
        let name = NAMES[self.dice.roll(NAMES.len())];
        let secret = ("SecretId", name);
        let now = self.now;
        let schedule = [None, Some("rate(4 hours)"), Some("rate(1 day)")][self.dice.roll(3)];
        match kind {
            0..=2 => {
                if let Ok(Some(run)) = rotate(&mut self.fake, name, schedule, now) {
                    self.drive(host, Scope::Run(run), None);
                }
            }
            3 => drop(call(
                &mut self.fake,
                "PutSecretValue",
                &[secret, ("SecretString", "hunter4")],
                now,
            )),
            4 => drop(call(&mut self.fake, "CancelRotateSecret", &[secret], now)),
            5 => {
                drop(call(&mut self.fake, "DeleteSecret", &[secret], now));
                if self.dice.roll(2) == 0 {
                    drop(call(&mut self.fake, "RestoreSecret", &[secret], now));
                }
            }
            _ => {
                let members = [("Name", name), ("SecretString", "hunter2")];
                drop(call(&mut self.fake, "CreateSecret", &members, now));
                self.fake.fail("setSecret", None, None, 1).unwrap();
            }
        }
    }

    fn poll(&mut self, host: usize, id: u64, arrives: Option<Timestamp>) {
        let can_wait = self.hosts[host].can_wait;
        let next = self.fake.next_invocation(id, can_wait, self.now);
        match next {
            Next::Invoke(invocation) => {
                assert!(
                    self.leased.insert(invocation.id),
                    "an invocation is leased once"
                );
                self.hosts[host].stack.push(Frame::Drive {
                    id,
                    arrives,
                    invocation: Some(invocation),
                });
            }
            Next::Wait => {
                assert!(can_wait, "a host that cannot wait never does");
                self.hosts[host].stack.push(Frame::Drive {
                    id,
                    arrives,
                    invocation: None,
                });
                self.hosts[host].waits = true;
            }
            Next::Done => {
                let report = self.fake.end_drive(id, self.now);
                let present = self.present();
                assert!(report.events.iter().all(|event| event.at <= present) || self.resets > 0);
                assert!(
                    report
                        .events
                        .windows(2)
                        .all(|pair| pair[0].at <= pair[1].at)
                        || self.resets > 0
                );
                if let Some(arrives) = arrives.filter(|_| self.resets == 0) {
                    assert!(
                        present >= arrives,
                        "advance returned before the clock arrived"
                    );
                }
            }
        }
    }

    /// An event while a function of this host runs.
    fn inside(
        &mut self,
        host: usize,
        id: u64,
        arrives: Option<Timestamp>,
        invocation: Invocation,
        settling: bool,
    ) {
        let depth = self.hosts[host].stack.len();
        let choice = if settling { 9 } else { self.dice.roll(12) };
        if choice <= 2 && depth < 4 {
            self.hosts[host].stack.push(Frame::Drive {
                id,
                arrives,
                invocation: Some(invocation),
            });
            self.begin(host);
            return;
        }
        if choice == 3 && self.hosts.len() < 6 {
            // The function starts a thread, which may or may not have its context.
            let inherited = (self.dice.roll(2) == 0).then_some(invocation.id);
            let can_wait = self.dice.roll(2) == 0;
            self.hosts.push(Host {
                stack: Vec::new(),
                can_wait,
                inherited,
                waits: false,
            });
            self.hosts[host].stack.push(Frame::Drive {
                id,
                arrives,
                invocation: Some(invocation),
            });
            return;
        }
        if choice == 4 {
            self.fake.end_drive(id, self.now);
            self.interrupt(host);
            return;
        }
        self.fake.enter(Some(invocation.id));
        let outcome = match choice {
            5 => Outcome::Failed {
                kind: "Error".to_owned(),
                message: "no".to_owned(),
            },
            6 => Outcome::HostGone,
            7 => Outcome::Succeeded,
            _ => {
                handle(&mut self.fake, &invocation, self.now);
                Outcome::Succeeded
            }
        };
        self.fake.complete(invocation.id, outcome, self.now);
        self.hosts[host].stack.push(Frame::Drive {
            id,
            arrives,
            invocation: None,
        });
    }

    /// The host crashes, and its frames are unwound.
    fn interrupt(&mut self, host: usize) {
        while let Some(frame) = self.hosts[host].stack.pop() {
            if let Frame::Drive { id, .. } = frame {
                self.fake.end_drive(id, self.now);
            }
        }
    }

    /// Describes the work of each host, for a failure.
    fn describe(&self) -> Vec<String> {
        let frame = |frame: &Frame| match frame {
            Frame::Call(kind) => format!("call {kind}"),
            Frame::Drive { id, invocation, .. } => {
                format!(
                    "drive {id} {:?}",
                    invocation.as_ref().map(|it| (it.id, it.step))
                )
            }
        };
        let host = |host: &Host| {
            let frames: Vec<String> = host.stack.iter().map(frame).collect();
            format!(
                "{frames:?} can wait {} inherited {:?} waits {}",
                host.can_wait, host.inherited, host.waits
            )
        };
        self.hosts.iter().map(host).collect()
    }

    fn busy(&self) -> Vec<usize> {
        (0..self.hosts.len())
            .filter(|host| !self.hosts[*host].stack.is_empty())
            .collect()
    }

    fn check_that_somebody_can_go_on(&self) {
        let busy = self.busy();
        assert!(
            busy.is_empty() || busy.iter().any(|host| !self.hosts[*host].waits),
            "all hosts wait for each other"
        );
    }

    /// Lets all hosts finish. No new work begins.
    fn settle(&mut self) {
        let mut rounds = 0;
        while !self.busy().is_empty() {
            for host in self.busy() {
                self.step(host, true);
            }
            self.check_that_somebody_can_go_on();
            rounds += 1;
            assert!(
                rounds < 20_000,
                "the hosts never come to an end: {:#?} {:?} {:?}",
                self.describe(),
                self.fake.now(self.now),
                self.fake.rotations().last()
            );
        }
        assert!(!self.fake.has_drives());
        for _ in 0..2 {
            self.hosts[0].inherited = None;
            self.drive(0, Scope::Queue { until: None }, None);
            while !self.hosts[0].stack.is_empty() {
                self.step(0, true);
                assert!(!self.hosts[0].waits, "nobody is left to wait for");
            }
        }
        self.present();
        assert!(self.fake.is_ready(self.now));
        assert_eq!(self.fake.queued_runs(), [] as [u64; 0]);
        for rotation in self.fake.rotations() {
            assert_ne!(rotation.outcome.name(), "running");
            assert!(
                rotation.ended.is_some() && rotation.steps.iter().all(|step| step.ended.is_some())
            );
        }
        let list = self.fake.call(
            "ListSecrets",
            Value::Map(Vec::new()),
            &fake_secrets_manager::Caller::default(),
            self.now,
        );
        assert!(list.is_ok());
    }
}

#[test]
fn any_interleaving_of_hosts_ends() {
    for seed in 0..(EVENTS / EVENTS_OF_A_GAME) as u64 {
        let played = std::panic::catch_unwind(|| {
            let mut game = Game::new(seed);
            for _ in 0..EVENTS_OF_A_GAME {
                let host = game.dice.roll(game.hosts.len());
                game.step(host, false);
            }
            game.settle();
        });
        if let Err(problem) = played {
            eprintln!("the game of seed {seed} went wrong");
            std::panic::resume_unwind(problem);
        }
    }
}

/// Numbers that were never issued, in any order.
#[test]
fn unknown_run_numbers_change_nothing() {
    for seed in 0..200 {
        let mut dice = Dice(seed);
        let mut fake = fake_with(&NAMES);
        for _ in 0..100 {
            let number = dice.roll(30) as u64;
            match dice.roll(8) {
                0 => drop(rotate(
                    &mut fake,
                    NAMES[dice.roll(4)],
                    Some("rate(4 hours)"),
                    NOW,
                )),
                1 => drop(fake.begin_drive(Scope::Run(number), NOW)),
                2 => drop(fake.begin_drive(advance(dice.roll(9) as i64 * HOUR), NOW)),
                3 => drop(fake.begin_drive(Scope::Queue { until: None }, NOW)),
                4 => drop(fake.next_invocation(number, dice.roll(2) == 0, NOW)),
                5 => drop(fake.complete(number, Outcome::Succeeded, NOW)),
                6 => drop(fake.end_drive(number, NOW)),
                _ => fake.enter(Some(number)),
            }
        }
        for number in 0..2_000 {
            fake.end_drive(number, NOW);
        }
        fake.enter(None);
        let queue = fake.begin_drive(Scope::Queue { until: None }, NOW).unwrap();
        while let Next::Invoke(invocation) = fake.next_invocation(queue, true, NOW) {
            fake.complete(invocation.id, Outcome::Succeeded, NOW);
        }
        fake.end_drive(queue, NOW);
        assert!(!fake.has_drives() && fake.queued_runs().is_empty());
    }
}
