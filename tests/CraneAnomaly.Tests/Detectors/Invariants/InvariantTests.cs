using System.Runtime.InteropServices;
using CraneAnomaly.Alerts;
using CraneAnomaly.Detectors.Invariants;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Tests.Detectors.Invariants;

public class InvariantTests
{
    [Fact]
    public void All_HaveEachConditionOnce_AndEachInterlock()
    {
        Assert.Equal(Enum.GetValues<Condition>(), Invariant.All.Select(rule => rule.Condition));
        Assert.Equal(
            Enumerable.Range(1, 13).Select(number => $"interlock.I{number}"),
            Invariant.All.Select(rule => rule.Alert).Distinct());
        Assert.True(SignalCatalog.Count <= SignalSet.Capacity);
    }

    [Fact]
    public void Alerts_EachHaveTheirOwnSafeAdvice()
    {
        var actions = Invariant.All.Select(rule => rule.Alert).Distinct().Select(name => AlertCatalog.Get(name).Action).ToList();

        Assert.Equal(actions.Count, actions.Distinct().Count());
    }

    [Fact]
    public void Rules_OfOneEpisode_HaveOneAlert() => Assert.All(
        Invariant.All, rule => Assert.Equal(rule.Alert, Invariant.All[(int)rule.Episode].Alert));

    // A row of everything, with cargo on the way, and one in which much is broken for long.
    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void OnRow_InSteadyState_AllocatesNothing(double brake)
    {
        var symbols = new SymbolTable();
        var cranes = new CraneStates(10, symbols, [InterlockRows.Sheet]);
        var judge = new InvariantJudge(symbols, new Absorbing(), cranes);
        var signals = Enumerable.Range(0, SignalCatalog.Count).Select(i => new SignalValue
        {
            Signal = new(i),
            Type = SignalCatalog.Type(new(i)),
            Number = SignalCatalog.Type(new(i)) == SignalType.Text ? symbols.Intern("manual")
                : SignalCatalog.Name(new(i), symbols).EndsWith("brake", StringComparison.Ordinal) ? brake : 2,
        }).ToArray();
        var record = new OtRecord { Kind = RecordKind.Measurement, Flow = -1, Crane = symbols.Intern("QC01") };
        Run(100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int rows)
        {
            for (int i = 0; i < rows; i++)
            {
                record.TimestampNs += 200_000_000;
                var none = FlowIdentity.None;
                var body = new RecordBody(in none, default, MemoryMarshal.AsBytes(signals.AsSpan()));
                judge.OnRow(cranes.Update(record, body.Signals)!, record, body);
            }
        }
    }

    [Fact]
    public void Clock_SetBack_ForgetsWhatWasBefore()
    {
        var rows = new InterlockRows();
        rows.For(30, ("gantry.speed", 0), ("storm_pin", 1));
        rows.Now -= 600;
        rows.For(30, ("gantry.speed", 0.4));

        Assert.Empty(rows.Told);
    }

    [Fact]
    public void Values_CalledBadOrMissing_BreakNothing()
    {
        var rows = new InterlockRows();
        for (int i = 0; i < 60; i++, rows.Now++)
        {
            rows.Row("QC01", SignalQuality.Bad, ("gantry.speed", 0.5), ("storm_pin", 1), ("bypass", 1), ("wind.speed", 40),
                ("spreader.load", 99), ("hoist.speed", 9), ("trolley.position", 99), ("mode", "bypass"), ("boom.angle", 40),
                ("spreader.unlocked", i & 1), ("spreader.landed", 0), ("station", i % 2 == 0 ? "cab" : "ros"));
            rows.Row("QC01", SignalQuality.Good, ("hoist.speed", double.NaN), ("trolley.brake", 0), ("spreader.locked", 0));
        }

        Assert.Empty(rows.Told);
    }

    private sealed class Absorbing : CraneAnomaly.Detectors.IFindingSink
    {
        public bool Absorb(
            in CraneAnomaly.Detectors.FindingSketch sketch, in OtRecord record, RecordBody body, long fileOffset) => true;

        public void Report(CraneAnomaly.Detectors.Finding finding) => throw new InvalidOperationException(finding.Title);
    }
}
