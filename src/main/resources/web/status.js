"use strict";

/* Shows what GET api/status says, kept up to date by the events of api/events. */
(() => {
    const number = new Intl.NumberFormat("en");
    const byId = id => document.getElementById(id);
    const SERIES = [
        { key: "copied", label: "copied", dash: [], line: "solid", color: "--accent" },
        { key: "applied", label: "rewritten", dash: [8, 4], line: "dashed", color: "--good" },
        { key: "failed", label: "failed", dash: [2, 3], line: "dotted", color: "--bad" }
    ];
    /** What has its columns named in every cell, for where a row is shown as a card. */
    const LABELS = { processes: ["", "Role", "State", "Last sign", "Jobs", "Copies", "Copied/s", "Pace of S3", "Copied"] };
    let history = [];
    let chart = null;
    let ended = false;
    let failedShown = -1;
    let last = null;
    let reportAt = "REPORT_URI";

    const text = (id, value) => {
        const element = byId(id);
        if (element.textContent !== value) {
            element.textContent = value;
        }
    };
    const count = value => value === null || value === undefined ? "–" : number.format(value);
    const plural = (value, one, more) => count(value) + " " + (value === 1 ? one : more);
    const rate = value => number.format(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));

    /** Of the day, in UTC, as all times here are. */
    const time = millis => new Date(millis).toISOString().slice(11, 19) + " UTC";

    function duration(seconds) {
        if (seconds === null || seconds === undefined) {
            return "–";
        }
        const s = Math.round(seconds);
        if (s < 60) {
            return s + " s";
        }
        if (s < 3600) {
            return Math.floor(s / 60) + " min " + (s % 60) + " s";
        }
        const hours = Math.floor(s / 3600);
        return hours < 48 ? hours + " h " + Math.floor(s % 3600 / 60) + " min"
            : Math.floor(hours / 24) + " d " + (hours % 24) + " h";
    }

    /** Makes the rows of a table body again only where they changed: a screen reader keeps its place. */
    function table(id, rows) {
        const body = byId(id);
        while (body.rows.length > rows.length) {
            body.deleteRow(-1);
        }
        rows.forEach((cells, i) => {
            const row = body.rows[i] || body.insertRow();
            cells.forEach((cell, j) => {
                const [value, style] = Array.isArray(cell) ? cell : [cell, ""];
                const at = row.cells[j] || row.insertCell();
                if (LABELS[id] !== undefined) {
                    at.dataset.label = LABELS[id][j];
                }
                if (at.textContent !== value) {
                    at.textContent = value;
                }
                if (at.className !== style) {
                    at.className = style;
                }
            });
        });
    }

    /** State, reason and what to do, in the state's colour; also for who looks at the tab alone. */
    function banner(situation, at) {
        const tone = situation.tone.toLowerCase();
        text("state", situation.words);
        text("reason", situation.headline.slice(situation.words.length).replace(/^: /, ""));
        text("advice", situation.advice || "");
        text("elapsed", situation.since === null || ended ? "" : "for " + duration(Math.max(0, (Date.parse(at) - Date.parse(situation.since)) / 1000)));
        if (byId("banner").className !== "banner " + tone) {
            byId("banner").className = "banner " + tone;
            const fill = getComputedStyle(byId("state")).color;
            byId("icon").href = "data:image/svg+xml," + encodeURIComponent(
                '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="' + fill + '"/></svg>');
        }
    }

    function show(status) {
        last = status;
        const rows = status.rows;
        const done = rows.applied + rows.failed + rows.superseded;
        const share = rows.total === null ? null : rows.total === 0 ? 1 : Math.min(1, done / rows.total);
        const percent = share === null ? null : (Math.floor(share * 1000) / 10).toFixed(1) + " %";
        text("migration", status.migration);
        banner(status.situation, status.at);
        document.title = (percent === null ? "" : percent + " ") + status.situation.words + " – S3 migration";

        const bar = byId("bar");
        if (share === null) {
            bar.removeAttribute("value");
            text("bar-text", plural(done, "row", "rows") + " done; the table is being counted");
        } else {
            bar.value = Math.floor(share * 1000);
            text("bar-text", percent + ": " + count(done) + " of " + plural(rows.total, "row", "rows") + " done: "
                + count(rows.applied) + " rewritten, " + plural(rows.failed, "exception", "exceptions")
                + (rows.superseded === 0 ? "" : ", " + count(rows.superseded) + " changed meanwhile"));
        }
        text("rate", ended ? "–" : rate(status.rates.applied + status.rates.failed));
        text("mean", status.run === null ? "–" : rate(status.run.perSecond));
        text("taken", status.run === null ? "–" : duration(status.run.seconds));
        text("eta", ended ? "–" : duration(status.secondsLeft));
        text("total", count(rows.total));
        text("failed", count(rows.failed) + (rows.failed === 0 || done === 0 ? "" : " (" + (100 * rows.failed / done).toPrecision(2) + " %)"));
        text("superseded", count(rows.superseded));
        problems(ended ? [] : status.problems);
        pipeline(status);
        processes(status);
        tables(status);
        exceptions(status);
        const paused = status.state === "PAUSED" || status.state === "PAUSING";
        byId("pause").disabled = paused || ended;
        byId("resume").disabled = !paused || ended;
        byId("retry").disabled = rows.failed === 0 || ended;
        cutOver(status.cutOver, ended);
    }

    function cutOver(state, ended) {
        ["cut-over", "abort-cut-over", "cut-over-text"].forEach(id => { byId(id).hidden = !state; });
        if (!state) {
            return;
        }
        const rows = plural(state.rows, "row", "rows") + " to rewrite, about " + duration(state.seconds);
        text("cut-over-text", {
            COPYING: "Not ready to cut over: rows are being copied; " + rows + " so far.",
            READY: "Ready to cut over: " + rows + ".",
            ORDERED: "Cut-over ordered for " + state.from + ": " + rows + ".",
        }[state.stage]);
        byId("cut-over").disabled = state.stage === "ORDERED" || ended;
        byId("abort-cut-over").disabled = state.stage !== "ORDERED" || ended;
    }

    function problems(lines) {
        const list = byId("problems");
        list.hidden = lines.length === 0;
        while (list.children.length > lines.length) {
            list.lastChild.remove();
        }
        lines.forEach((line, i) => {
            const item = list.children[i] || list.appendChild(document.createElement("li"));
            if (item.textContent !== line) {
                item.textContent = line;
            }
        });
    }

    function pipeline(status) {
        const { scan, queue, rows } = status;
        const copies = ended ? 0 : status.processes.reduce((sum, process) => sum + process.copies, 0);
        text("n-scan", scan === null ? "–" : count(scan.rows));
        text("t-scan", scan === null ? "no pass under way"
            : "rows found, pass " + scan.pass + (scan.complete ? ", complete" : ""));
        text("n-queue", queue === null ? "–" : count(queue.outstanding));
        text("t-queue", queue === null ? "Redis cannot be read"
            : (queue.outstanding === 1 ? "job outstanding" : "jobs outstanding") + " of " + count(queue.limit) + ", " + count(queue.inFlight) + " in flight"
                + (queue.later === 0 ? "" : ", " + count(queue.later) + " waiting for another try")
                + (queue.oldestSeconds === null ? "" : ", oldest " + duration(queue.oldestSeconds))
                + (queue.deadLetters === 0 ? "" : ", " + plural(queue.deadLetters, "dead letter", "dead letters")));
        text("n-copy", count(copies));
        text("t-copy", "copies in flight" + (ended ? "" : ", " + rate(status.rates.copied) + " rows copied a second"));
        text("n-ledger", count(rows.copied));
        text("t-ledger", "rows copied, " + count(rows.waiting) + " to be rewritten");
        text("n-apply", count(rows.applied));
        text("t-apply", "rows rewritten" + (ended ? "" : ", " + rate(status.rates.applied) + " a second"));
        const running = !ended && ["RUNNING", "SLOWED", "STARTING"].includes(status.state);
        const active = {
            scan: running && scan !== null && !scan.complete, queue: running && queue !== null && queue.outstanding > 0,
            copy: copies > 0, ledger: running && rows.waiting > 0, apply: running && status.rates.applied > 0
        };
        Object.keys(active).forEach(name => byId("stage-" + name).classList.toggle("active", active[name]));
    }

    function processes(status) {
        const now = Date.parse(status.at);
        text("n-processes", "(" + count(status.processes.length) + ")");
        table("processes", status.processes.map(process => [
            process.id,
            process.role,
            ended ? "ended" : process.state.toLowerCase() + (process.fault === null ? "" : ", fails: " + (process.trouble ? process.trouble.said : process.fault)),
            [duration(Math.max(0, (now - Date.parse(process.seen)) / 1000)) + " ago", "n"],
            [count(process.jobs), "n"],
            [count(process.copies), "n"],
            [rate(process.copiedPerSecond), "n"],
            [pace(process), "n"],
            [count(process.copied), "n"]
        ]));
    }

    /** What S3 takes: the limit that was found, if there is one, and what was refused. */
    function pace(process) {
        const pacing = process.pacing;
        if (pacing === null || pacing === undefined || process.role === "producer") {
            return "";
        }
        if (pacing.blockedSeconds !== null) {
            return "refused for " + duration(pacing.blockedSeconds);
        }
        return (pacing.limit > 0 ? rate(pacing.rate) + " of " + rate(pacing.limit) : "no limit found")
            + (pacing.refusals > 0 ? ", " + count(pacing.refusals) + " refused" : "");
    }

    /** Each column for itself, where there are several: as they were counted last. */
    function tables(status) {
        byId("with-columns").hidden = status.columns.length < 2;
        text("n-columns", status.rows.countedAt === null ? "" : "counted at " + time(Date.parse(status.rows.countedAt)));
        table("columns", status.columns.map(column => [
            column.column, [column.total === null ? "" : count(column.total), "n"],
            [count(column.waiting + column.applied + column.superseded), "n"], [count(column.applied), "n"],
            [count(column.failed), "n"]
        ]));
    }

    function exceptions(status) {
        const reasons = Object.entries(status.exceptions).sort((a, b) => b[1] - a[1]);
        const any = status.rows.failed > 0 || reasons.length > 0;
        text("n-exceptions", "(" + count(status.rows.failed) + ")");
        byId("no-exceptions").hidden = any;
        byId("with-exceptions").hidden = !any;
        const others = Object.entries(status.nearMisses);
        byId("near-misses").hidden = others.length === 0;
        text("near-misses", "Not migrated, in no form of PATH_FORMS: "
            + others.map(([form, { rows }]) => count(rows) + " rows as " + form).join(", "));
        const known = reasons.map(([reason, rows]) => [reason, [count(rows), "n"], status.advice[reason] || ""]);
        const later = status.rows.failed - reasons.reduce((sum, [, rows]) => sum + rows, 0);
        if (later > 0) {
            known.push(["recorded since", [count(later), "n"], ""]);
        }
        text("by-reason", "By reason" + (status.rows.countedAt === null ? "" : ", counted at " + time(Date.parse(status.rows.countedAt))));
        table("reasons", known);
        retried(reasons.map(([reason]) => reason));
        byId("csv-line").hidden = ended;
        if (any && status.rows.failed !== failedShown) {
            failedShown = status.rows.failed;
            newest();
        }
    }

    /** The reasons to choose from; what is chosen stays chosen. */
    function retried(reasons) {
        const list = byId("retry-reason");
        [...list.options].filter(option => option.value !== "" && !reasons.includes(option.value)).forEach(option => option.remove());
        reasons.filter(reason => ![...list.options].some(option => option.value === reason))
            .forEach(reason => list.add(new Option(reason, reason)));
    }

    async function newest() {
        try {
            const answer = await fetch("api/exceptions", { cache: "no-store" });
            if (answer.ok) {
                table("newest", (await answer.json()).map(row => [
                    row.key, row.oldPath, row.reason, row.detail || "", [count(row.attempts), "n"],
                    [row.time.slice(0, 10) + " " + time(Date.parse(row.time)), "nowrap"]
                ]));
            }
        } catch (e) {
            failedShown = -1;
        }
    }

    function color(name) {
        return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    }

    function columns() {
        return [history.map(sample => sample.at / 1000)].concat(SERIES.map(series => history.map(sample => sample[series.key])));
    }

    function draw() {
        const place = byId("chart");
        if (chart !== null) {
            chart.destroy();
        }
        const axis = { stroke: color("--quiet"), grid: { stroke: color("--grid"), width: 1 }, ticks: { stroke: color("--grid") } };
        chart = new uPlot({
            width: Math.max(240, place.clientWidth), height: 240,
            scales: { y: { range: (u, min, max) => [0, Math.max(1, max * 1.1)] } },
            legend: { markers: { width: 3, dash: (u, i) => i === 0 ? "solid" : SERIES[i - 1].line } },
            axes: [Object.assign({ space: 80, values: (u, ticks) => ticks.map(tick => time(tick * 1000).slice(0, 8)) }, axis), Object.assign({ size: 64, values: (u, ticks) => ticks.map(tick => number.format(tick)) }, axis)],
            series: [{ label: "Time", value: (u, at) => at === null ? "–" : time(at * 1000) }].concat(SERIES.map(series => ({
                label: series.label, stroke: color(series.color), width: 2, dash: series.dash,
                points: { show: false }, value: (u, value) => value === null ? "–" : rate(value)
            })))
        }, columns(), place);
        describe();
    }

    function describe() {
        if (history.length === 0) {
            return;
        }
        const peak = Math.max(...history.map(sample => sample.copied));
        const now = history[history.length - 1];
        text("chart-text", (ended ? "" : "Now " + rate(now.copied) + " rows a second copied and " + rate(now.applied) + " rewritten; at most ")
            + rate(peak) + " copied" + (ended ? " a second at most" : "") + "; means of 10 seconds, times in UTC.");
    }

    function addSample(sample) {
        history.push(sample);
        if (chart !== null) {
            chart.setData(columns());
            describe();
        }
    }

    async function loadHistory() {
        try {
            const answer = await fetch("api/history", { cache: "no-store" });
            if (answer.ok) {
                history = await answer.json();
                draw();
            }
        } catch (e) {
            /* the events tell that there is no connection */
        }
    }

    async function loadSettings() {
        const answer = await fetch("api/settings", { cache: "no-store" });
        if (!answer.ok) {
            return;
        }
        const { controls, settings } = await answer.json();
        byId("controls").hidden = !controls;
        byId("controls-off").hidden = controls;
        reportAt = settings["report.uri"];
        table("settings", Object.entries(settings));
    }

    async function act(action) {
        const token = byId("token").value;
        if (token === "") {
            text("answer", "Enter the token first.");
            byId("token").focus();
            return;
        }
        text("answer", "");
        try {
            const reason = action === "retry" ? byId("retry-reason").value : "";
            const answer = await fetch("api/" + action + (reason === "" ? "" : "?reason=" + reason), { method: "POST", headers: { Authorization: "Bearer " + token } });
            const { message } = await answer.json();
            text("answer", message);
            if (answer.ok) {
                sessionStorage.setItem("token", token);
            }
        } catch (e) {
            text("answer", "No answer from the producer.");
        }
    }

    function listen() {
        const events = new EventSource("api/events");
        events.addEventListener("status", event => {
            text("connection", "");
            show(JSON.parse(event.data));
        });
        events.addEventListener("sample", event => addSample(JSON.parse(event.data)));
        events.addEventListener("history", event => {
            history = JSON.parse(event.data);
            draw();
        });
        events.addEventListener("end", event => {
            const code = JSON.parse(event.data).exitCode;
            ended = true;
            events.close();
            text("connection", "The process has ended with exit code " + code + "; these figures are its last, and this page is served no more."
                + (code === 1 || reportAt === "" ? "" : " The report, with all exceptions, is in " + reportAt + "."));
            if (last !== null) {
                show(last);
            }
        });
        events.onerror = () => {
            if (!ended) {
                text("connection", "No connection; trying again. The figures may be old.");
                if (events.readyState === EventSource.CLOSED) {
                    events.close();
                    setTimeout(listen, 3000);
                }
            }
        };
        events.onopen = loadHistory;
    }

    byId("token").value = sessionStorage.getItem("token") || "";
    byId("controls").addEventListener("submit", event => event.preventDefault());
    document.querySelectorAll("button[data-action]").forEach(button =>
        button.addEventListener("click", () => act(button.dataset.action)));
    let width = 0;
    new ResizeObserver(entries => {
        const now = Math.floor(entries[0].contentRect.width);
        if (chart !== null && now !== width) {
            width = now;
            chart.setSize({ width: Math.max(240, now), height: 240 });
        }
    }).observe(byId("chart"));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
    loadSettings();
    listen();
})();
