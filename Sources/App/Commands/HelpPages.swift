extension Help {
    static let pages: [String: String] = [
        "init": """
        usage: gridbridge init [DIR]

        Writes gridbridge.json5 (every key, commented), tables/ (the common tables and empty county tables) and
        templates/ into DIR, by default the working folder. Files that exist are left as they are and named.

        examples:
          gridbridge init
          gridbridge init /srv/gridbridge && gridbridge check --config /srv/gridbridge/gridbridge.json5
        """,
        "serve": """
        usage: gridbridge serve [--config FILE]

        Runs the bridge until SIGTERM or SIGINT, which drain: requests under way are answered, nothing new is taken.
        SIGHUP rereads the templates and the store's tables. An empty store imports the folder `tables` once.
        Only one process may use a data folder.

        examples:
          gridbridge serve
          GRIDBRIDGE_LISTEN=127.0.0.1:9000 gridbridge serve --config /srv/gridbridge/gridbridge.json5
        """,
        "check": """
        usage: gridbridge check [--store] [--tables DIR] [--json]

        Looks at the configuration, the tables, the templates, the store and whether each platform can be reached.
        Touches nothing. Rooms and people that were seen and are not in the tables come as rows to paste.
        --store looks at the ledger alone: damage, what waits for a person, and whether every open case has its timers.
        Exit 0 without findings, 2 with.

        examples:
          gridbridge check
          gridbridge check --tables tables --json
        """,
        "matrix": """
        usage: gridbridge matrix registration [ADAPTER] [--write FILE]

        Prints the registration of an adapter of kind matrix, to be named under app_service_config_files in the
        homeserver's configuration. With --write it goes into FILE, which only its owner can read; a file that says
        something else is never overwritten. It holds two secrets: the configuration's asToken and hsToken, or, when
        there are none, new ones that are kept beside the configuration as ADAPTER.as-token and ADAPTER.hs-token.
        ADAPTER may be left out when there is only one. docs/matrix.md has the whole way.

        examples:
          gridbridge matrix registration
          gridbridge matrix registration matrix --write registration.yaml
        """,
        "explain": """
        usage: gridbridge explain [TEXT] [--room R] [--sender S] [--photos N] [--time T] [--tables DIR]... [--json]
                                  [--color always|never|auto]
               gridbridge explain --jsonl [--tables DIR]...

        Shows how a message is understood and why: the sentence with its evidence marked, intent, type and place, the
        points of each type and the sum that gives the confidence, the alternatives, and each row of a table that
        counted, with file:line:column. On a terminal in colour (green speaks for the type, yellow for another one,
        cyan for an intent, blue for a place); NO_COLOR and --color never keep it plain.
        With --jsonl messages are read from stdin, a line each, and readings written, a line each, in the same order:
          {"id":"1","text":"…","room":"…","sender":"…","photos":1,"time":"2026-11-21T09:12:33+08:00"}
        Only "text" is required. --tables lays a folder over seeds/common; without it the store's tables are used,
        or those of the common and demo county when there is no store.

        examples:
          gridbridge explain 宣芳桥靠市场一百米处空地又出现一堆垃圾
          echo '{"text":"已清理"}' | gridbridge explain --jsonl
        """,
        "evaluate": """
        usage: gridbridge evaluate FILE.jsonl [--tables DIR]... [--against DIR] [--require intent=0.9,type=0.8,…]
                                   [--list N] [--json]

        Reads labelled messages (the lines of explain --jsonl with "expect":{"intent","types","place","grid"}) and
        prints accuracy and macro-F1 of intents and types, places, false alarms, messages per second; confusions, the
        worst types, how often a reading that is so sure is right, what other thresholds (understanding.fileFrom,
        askFrom) would have filed, asked and missed, and the errors, the dearest first.
        A false alarm is a message expected to open nothing that would open a case.
        --against reads the messages with another folder of tables, too, and prints what got better and what worse.
        --require makes a miss exit 2; it knows intent, intentF1, type, typeF1, place, grid, falseAlarms,
        falseAlarmRate, wouldAsk. Lists show 15 entries unless --list says otherwise; --json holds them all.

        examples:
          gridbridge evaluate messages.jsonl
          gridbridge evaluate messages.jsonl --tables tables --require type=0.8,falseAlarmRate=0.001 --json
          gridbridge evaluate messages.jsonl --tables new --against old
        """,
        "replay": """
        usage: gridbridge replay FILE.jsonl [--until TIME] [--cases] [--all] [--tables DIR]...

        Runs a chat log (envelopes of the generic webhook, a line each) through the whole bridge in memory, on the
        log's own clock, and prints every post that the bridge would make. The same log and tables give the same
        bytes. --until runs the clock on, inclusive; --cases adds a line a case; --all adds edits and reactions.
        The last line of stderr counts posts a room and posts per human message.

        examples:
          gridbridge replay seeds/demo/day.jsonl --cases
          gridbridge replay seeds/demo/day.jsonl --until 2026-11-20T18:00
        """,
        "simulate": """
        usage: gridbridge simulate [--days N] [--cases N] [--seed N] [--from DATE] [--tables DIR]... [--json]

        Runs a synthetic county through the whole bridge in memory, on a simulated clock: grid workers who report, units
        that answer, slow ones, chatter, weekends, the Spring Festival. After each day the books are examined: every
        message has one outcome, no case is in a state that cannot be, numbers are unique, digests add up and are what
        the rows say, every post went out or was given up with a reason, every case has its timers. Prints figures; the
        same seed gives the same bytes. Small ads are closed by the reporter's word or by silence here, street lamps by a
        checker. Exit 0, or 2 when something was found: on a day, or from 100 days on in the whole, which must not have
        more than 0.4 posts a message nor be without a silent closing. Without options: 400 days, 10000 cases, seed 1,
        from 2026-01-01.

        examples:
          gridbridge simulate --days 30 --cases 600
          gridbridge simulate --days 400 --cases 10000 --seed 7 --json
        """,
        "cases": """
        usage: gridbridge cases [list] [filters] [--all] [--overdue] [--limit N] [--json]
               gridbridge cases show NUMBER [--sensitive] [--photos DIR] [--json]
               gridbridge cases export [filters] [--overdue] [--csv|--json] [--bom]

        The ledger. list shows open cases, the newest first; --all shows ended ones too, --overdue those past their
        limit. NUMBER is 20261121-007, 1121-007, 7, or id:12 for a case without one. --photos copies a case's photos.
        export writes every case, as CSV unless told otherwise; --bom helps spreadsheets see UTF-8.
        Filters: --state S, --unit U, --grid G (with what lies below it), --type T (a code, a name or a class),
        --room R, --from TIME, --to TIME; each may stand several times. Sensitive cases are left out unless --sensitive
        asks for them. Times: RFC 3339, or local 2026-11-21 and 2026-11-21T09:00.

        examples:
          gridbridge cases list --unit hws
          gridbridge cases show 20261121-007 --photos out
          gridbridge cases export --from 2026-11-01 --to 2026-12-01 --csv --bom > cases.csv
        """,
        "digest": """
        usage: gridbridge digest [--date D] [--period day|week|month] [--grid G] [--send] [--json]

        Prints the digest of a day: the period ends at the day's cut-off (digest.day). Without --date the last
        cut-off; a date whose cut-off is still to come is marked 未截止. What was frozen at the cut-off is printed as
        it was. A week is the seven days up to that cut-off, a month goes back to the same day of the month before.
        --send posts a day's digest to the leaders' rooms, which get it once.

        examples:
          gridbridge digest
          gridbridge digest --date 2026-11-20 --grid 03
        """,
        "tables": """
        usage: gridbridge tables check DIR [--json]
               gridbridge tables import DIR [--note TEXT]
               gridbridge tables export DIR [--bom] [--overwrite]
               gridbridge tables diff DIR [--json]
               gridbridge tables propose [DIR] [--from FILE.jsonl] [--accept 1,3] [--support N] [--limit N]
                                         [--csv|--json]

        check reads a folder of tables (laid over seeds/common) and prints every problem with file, line and column.
        import checks, prints what changes, and puts the tables in force: all or nothing. The store keeps the files
        as they were written, as UTF-8; a running bridge picks them up by itself. A county table that is missing from
        DIR and has rows in force stops the import: a file with only its header is how to empty it.
        export writes the tables in force; diff compares a folder with them.
        propose looks for rows that the tables could learn: phrases that stand in messages whose type was corrected, and
        seldom elsewhere. Each is tried on the messages kept (or, with --from, on labelled ones) and printed with what it
        would set right, spoil and raise as false alarms, and as rows for keywords.csv with the reason as note. It reads
        with the tables of DIR, else with those in force. --accept puts the rows of these numbers into DIR/keywords.csv
        and prints the difference; nothing is in force before an import. A phrase is proposed from --support messages
        on (2), and only if more than one person wrote it; names, places, numbers and sensitive cases teach nothing.

        examples:
          gridbridge tables check tables
          gridbridge tables diff tables && gridbridge tables import tables --note "new grids of the east side"
          gridbridge tables export exported --bom
          gridbridge tables propose
          gridbridge tables propose tables --from messages.jsonl --accept 1,2
        """,
        "backup": """
        usage: gridbridge backup FILE

        Writes a consistent copy of the store while the bridge serves. Never overwrites. Photos are files that never
        change: copy the folder `photos` beside it afterwards.

        examples:
          gridbridge backup gridbridge-$(date +%F).sqlite
          gridbridge backup /srv/backup/monday.sqlite --config /srv/gridbridge/gridbridge.json5
        """,
        "version": "usage: gridbridge version",
        "help": "usage: gridbridge help [COMMAND|config]",
    ]
}
