using System.Globalization;
using CraneAnomaly.Features;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Features.Sessions;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Sessions;

/// <summary>
/// Somebody from outside is connected while the load of a crane hangs. Maintenance from afar is done on cranes that
/// stand. A session is told once, and then no more watched.
/// </summary>
internal sealed class WorkRules(SessionTable open, IFindingSink findings)
{
    private readonly AssetTable _hosts = new(100_000);

    private const long FreshNs = 2_000_000_000, AgeNs = 4L * 3_600 * 1_000_000_000;

    /// <summary>A crane has told of itself.</summary>
    public void OnRow(CraneState crane)
    {
        if (crane.NowNs - crane.HungNs > FreshNs || crane.LandedNs >= crane.HungNs) return;
        foreach (var session in open.TakeBefore(crane.NowNs))
        {
            // A flow whose end was not captured is no session for ever.
            if (crane.NowNs - session.Record.TimestampNs <= AgeNs) Tell(session, crane);
        }
    }

    private void Tell(OpenSession session, CraneState crane)
    {
        ref readonly var flow = ref session.Flow;
        var record = session.Record;
        record.TimestampNs = crane.NowNs;
        var body = new RecordBody(in flow, default, default);

        // Whoever opens one session after the other is one cause.
        ulong pair = (ulong)_hosts.ScopeOf(flow.Originator) << 32 | _hosts.ScopeOf(flow.Responder);
        var sketch = new FindingSketch(
            "session.during-work", "session-and-load", new((ulong)'S' << 56 | 7UL << 48, pair), 55, 85, crane.HungLoad);
        if (findings.Absorb(sketch, record, body, -1)) return;
        string minutes = string.Create(CultureInfo.InvariantCulture,
            $"{(crane.NowNs - session.Record.TimestampNs) / 60e9:0.0} min after it began");
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = string.Create(CultureInfo.InvariantCulture,
                $"{flow.Originator}{(session.User is { } user ? $" ({user})" : "")} holds a remote session ({record.Protocol.Name()}) of {SessionWording.Server(flow)} while {crane.HungLoad:0.0} t hang on {crane.Name}, {minutes}"),
            Asset = SessionWording.Server(flow),
            Crane = crane.Name,
            Evidence = new(record, body),
            IsRule = true,
            Observed = crane.HungLoad,
            Unit = "t",
            Expected = new(0, CraneState.HangingLoad, "remote work is done on cranes without a load"),
            Explanations = [new("load", string.Create(CultureInfo.InvariantCulture, $"{crane.HungLoad:0.0} t on {crane.Name}"), "no load aloft during a remote session", 1)],
            RuledOut =
            [
                SessionWording.NoPermit,
                new("a session that only looks on", "not-observable", "what is done inside an encrypted session is not seen"),
            ],
        });
    }
}
