using System.Globalization;
using System.Runtime.CompilerServices;
using CraneAnomaly.Features;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Detectors.Sessions;

/// <summary>
/// Logins that are tried again and again: sessions that one host opens to another faster than people and their clients
/// do, and worse when one of them succeeds.
/// </summary>
internal sealed class LoginRules(SessionReference reference, IFindingSink findings)
{
    private const int MaxPairs = 16_384;
    private const long MinuteNs = 60_000_000_000;

    // A client of remote desktops opens a connection again to negotiate, and a person tries three passwords.
    private const int AtOnce = 6, InTenMinutes = Openings.Capacity;

    private readonly AssetTable _hosts = new(100_000);
    private readonly ExactTable<Attempts> _attempts = new(MaxPairs, ExactTablePolicy.EvictOldest);

    /// <summary>Pairs of hosts given up because too many were watched.</summary>
    public long Evicted => _attempts.Evicted;

    /// <summary>Sessions that a host opened to another within the last minute.</summary>
    public int AMinute(in FlowIdentity flow, OtProtocol protocol, long nowNs) =>
        _attempts.Find(KeyOf(flow, protocol)) is >= 0 and var index ? 1 + _attempts[index].Since(nowNs - MinuteNs) : 1;

    /// <summary>A session is opened.</summary>
    public void OnOpening(in OtRecord record, RecordBody body, bool learns)
    {
        int index = _attempts.FindOrAdd(KeyOf(body.Flow, record.Protocol), out _);
        if (index < 0) return;
        _attempts.Touch(index);
        ref var attempts = ref _attempts[index];
        attempts.Add(record.TimestampNs);
        if (learns) return;
        int minute = attempts.Since(record.TimestampNs - MinuteNs), ten = attempts.Since(record.TimestampNs - 10 * MinuteNs);
        int usual = reference.MostAMinute(body.Flow, record.Protocol);
        if (minute < Math.Max(AtOnce, 2 * usual) && (ten < InTenMinutes || usual > 1)) return;
        attempts.IsTold = true;
        Tell(record, body, attempts, false, Math.Max(minute, ten), minute >= AtOnce ? "a minute" : "ten minutes");
    }

    /// <summary>It is known how a login ended.</summary>
    public void OnOutcome(in OtRecord record, RecordBody body)
    {
        int index = _attempts.Find(KeyOf(body.Flow, record.Protocol));
        if (index < 0 || !FactReader.TryFind(body.Payload, Fact.AuthenticationSuccess, out var outcome) || outcome.Length == 0) return;
        ref var attempts = ref _attempts[index];
        if (outcome[0] == 0) attempts.Failed++;
        else if (attempts.IsTold) Tell(record, body, attempts, true, attempts.Failed, "");
    }

    private void Tell(in OtRecord record, RecordBody body, in Attempts attempts, bool succeeded, int count, string within)
    {
        ref readonly var flow = ref body.Flow;
        var scope = new FindingScope((ulong)'S' << 56 | 5UL << 48 | (ulong)record.Protocol, _hosts.ScopeOf(flow.Originator));
        var sketch = new FindingSketch("session.brute-force", "logins", scope, succeeded ? 85 : 65, succeeded ? 90 : 80, count);
        if (findings.Absorb(sketch, record, body, findings.PacketOffset)) return;
        string who = $"{flow.Originator}", where = SessionWording.Server(flow), what = record.Protocol.Name();
        string failed = attempts.Failed > 0 ? string.Create(CultureInfo.InvariantCulture, $", {attempts.Failed} logins failed") : "";
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = succeeded
                ? $"{who} logged in to {where} ({what}) after trying again and again{failed}"
                : string.Create(CultureInfo.InvariantCulture, $"{who} opened {count} sessions ({what}) to {where} within {within}{failed}"),
            Asset = where,
            Evidence = new(record, body) { FileOffset = findings.PacketOffset },
            IsRule = true,
            Observed = count,
            Expected = new(0, AtOnce - 1, "what people and their clients open within a minute"),
            Explanations = [new("sessions opened", string.Create(CultureInfo.InvariantCulture, $"{count}"), $"fewer than {AtOnce} a minute", 1)],
            RuledOut = [new("a program that logs in to do its work", "possible", "a script with a wrong password looks like this")],
        });
    }

    private ExactKey KeyOf(in FlowIdentity flow, OtProtocol protocol) => new(
        (ulong)protocol, (ulong)_hosts.ScopeOf(flow.Originator) << 32 | _hosts.ScopeOf(flow.Responder));

    [InlineArray(Capacity)]
    internal struct Openings
    {
        public const int Capacity = 12;

        private long _element0;
    }

    internal struct Attempts
    {
        private Openings _times;
        private int _count;

        public int Failed;
        public bool IsTold;

        public void Add(long timestampNs) => _times[_count++ % Openings.Capacity] = timestampNs;

        public readonly int Since(long fromNs)
        {
            int since = 0;
            for (int i = Math.Min(_count, Openings.Capacity) - 1; i >= 0; i--)
                if (_times[i] >= fromNs) since++;
            return since;
        }
    }
}
