using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Sessions;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Tests.Detectors.Sessions;

/// <summary>The trolley's limit of a crane, minute by minute, around a permit from minute 10 to minute 40.</summary>
public sealed class ResidueRulesTests : IFindingSink
{
    private const long MinuteNs = 60_000_000_000;

    private readonly List<Finding> _told = [];

    bool IFindingSink.Absorb(in FindingSketch sketch, in OtRecord record, RecordBody body, long fileOffset) => _told.Count > 0;

    void IFindingSink.Report(Finding finding) => _told.Add(finding);

    [Fact]
    public void Limit_ThatStays_IsToldOnceAMinuteAfterThePermit()
    {
        Run(minute => minute >= 20 ? 0.8 : 1);

        var finding = Assert.Single(_told);
        Assert.Equal(("session.no-permit", "QC01", "trolley.speed_limit"), (finding.Name, finding.Crane, finding.Signal));
        Assert.Equal(("1", "0.8"), (finding.Before, finding.After));
        Assert.Equal(41 * MinuteNs, finding.Evidence.Fixed.TimestampNs);
        Assert.Equal(40 * MinuteNs, finding.OnsetNs);
    }

    [Fact]
    public void Limit_ThatIsPutBack_IsSilent()
    {
        Run(minute => minute is >= 20 and < 39 ? 0.8 : 1);
        Assert.Empty(_told);
    }

    // Within the minute of grace.
    [Fact]
    public void Limit_ThatIsPutBackAtTheLastMoment_IsSilent()
    {
        Run(minute => minute is >= 20 and < 41 ? 0.8 : 1);
        Assert.Empty(_told);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(45)]
    public void Limit_ThatChangesOutsideOfThePermit_IsForOthers(int from)
    {
        Run(minute => minute >= from ? 0.8 : 1);
        Assert.Empty(_told);
    }

    [Theory]
    [InlineData("read;session", "QC01")]
    [InlineData("parameter", "QC02")]
    public void Permit_ToLookOrForAnotherCrane_LeavesNothing(string actions, string crane)
    {
        Run(minute => minute >= 20 ? 0.8 : 1, actions, crane);
        Assert.Empty(_told);
    }

    [Fact]
    public void Permit_ThatGoesOnInAnother_EndsWithTheLast()
    {
        var second = new Permit { Id = "P2", Crane = "QC01", Actions = ["parameter"], FromNs = 35 * MinuteNs, ToNs = 50 * MinuteNs };
        Run(minute => minute >= 20 ? 0.8 : 1, more: second);

        Assert.Equal(51 * MinuteNs, Assert.Single(_told).Evidence.Fixed.TimestampNs);
    }

    private void Run(Func<int, double> limit, string actions = "read;write;parameter", string crane = "QC01", Permit? more = null)
    {
        var permit = new Permit { Id = "P1", Crane = crane, Actions = actions.Split(';'), FromNs = 10 * MinuteNs, ToNs = 40 * MinuteNs };
        var rules = new ResidueRules(more is null ? [permit] : [permit, more], this);
        var symbols = new SymbolTable(10);
        int name = symbols.Intern("QC01");
        var state = new CraneState("QC01", 0, new(null), symbols);
        var none = FlowIdentity.None;
        for (int minute = 1; minute < 70; minute++)
        {
            SignalValue[] row = [new() { Signal = Signal.Of(Axis.Trolley, AxisSignal.SpeedLimit), Type = SignalType.Number, Number = limit(minute) }];
            state.Update(minute * MinuteNs, row);
            rules.OnRow(state, new() { TimestampNs = minute * MinuteNs, Crane = name, Kind = RecordKind.Measurement }, new(in none, default, default));
        }
    }
}
