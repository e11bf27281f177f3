using CraneAnomaly.Alerts;
using CraneAnomaly.Alerts.Rules;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Alerts.Rules;

public class PermitBookTests
{
    private const long MinuteNs = 60_000_000_000;
    private const long From = 1_772_323_200_000_000_000;

    private static readonly Permit s_permit = new()
    {
        Id = "P-7",
        Crane = "QC03",
        Person = "Ann",
        Source = "10.20.7.9",
        Actions = ["read", "write"],
        FromNs = From,
        ToNs = From + 60 * MinuteNs,
        ApprovedBy = "Bob",
    };

    [Theory]
    [InlineData("QC03", "10.20.7.9", PermitActions.Write, 0, true, "permit P-7 allows write on QC03 from 10.20.7.9 until 2026-03-01T01:00:00Z (for Ann, approved by Bob)")]
    [InlineData("qc03", "10.20.7.9", PermitActions.Write | PermitActions.Parameter, 59, true, "permit P-7 allows write on QC03")]
    [InlineData("QC07", "10.20.7.9", PermitActions.Write, 5, false, "permit P-7 covers QC03, not QC07")]
    [InlineData(null, "10.20.7.9", PermitActions.Write, 5, false, "permit P-7 covers QC03, and which crane this is is not known")]
    [InlineData("QC03", "10.20.7.44", PermitActions.Write, 5, false, "permit P-7 is for source 10.20.7.9, not 10.20.7.44")]
    [InlineData("QC03", "10.20.7.9", PermitActions.Download, 5, false, "permit P-7 allows read, write, not download")]
    [InlineData("QC03", "10.20.7.9", PermitActions.Write, 74, false, "permit P-7 ended 14 min before")]
    [InlineData("QC03", "10.20.7.9", PermitActions.Write, 60, false, "permit P-7 ended 0 s before")]
    [InlineData("QC03", "10.20.7.9", PermitActions.Write, -1, false, "permit P-7 begins 60 s later")]
    [InlineData("QC07", "10.20.7.9", PermitActions.Write, 600, false, "permit P-7 covers QC03, not QC07; it ended 9 h before")]
    [InlineData("QC03", "10.20.7.9", PermitActions.None, 5, false, "no permit covers this kind of alert")]
    internal void Explain_SaysWhatIsCoveredOrWhyNot(
        string? crane, string source, PermitActions actions, int minute, bool matched, string reason)
    {
        var permit = new PermitBook([s_permit]).Explain(Case(actions, crane, source, minute));

        Assert.Equal((matched, matched ? "P-7" : null), (permit.Matched, permit.Id));
        Assert.StartsWith(reason, permit.Reason, StringComparison.Ordinal);
        if (!matched) Assert.Equal(reason, permit.Reason);
    }

    [Fact]
    public void Explain_WithoutPermits_SaysSo() =>
        Assert.Equal("no permits were given", new PermitBook([]).Explain(Case(PermitActions.Write, "QC03", "10.20.7.9", 5)).Reason);

    [Fact]
    public void Explain_OfSeveral_NamesTheNearest()
    {
        var book = new PermitBook(
        [
            s_permit with { Id = "far", Crane = "QC01", Actions = ["read"] },
            s_permit with { Id = "late", FromNs = From + 500 * MinuteNs, ToNs = From + 600 * MinuteNs },
            s_permit with { Id = "just over", ToNs = From + 10 * MinuteNs },
        ]);

        Assert.Equal("permit just over ended 2 min before", book.Explain(Case(PermitActions.Write, "QC03", "10.20.7.9", 12)).Reason);
        Assert.Equal("permit late ended 10 min before", book.Explain(Case(PermitActions.Write, "QC03", "10.20.7.9", 610)).Reason);
    }

    [Fact]
    public void Find_WhatThePermitLeavesOpen_IsNotCompared()
    {
        var open = new PermitBook([s_permit with { Crane = "", Source = "" }]);
        var network = new PermitBook([s_permit with { Source = "10.20.7.0/24" }]);
        var name = new PermitBook([s_permit with { Source = "laptop" }]);
        var session = new PermitBook([s_permit with { Actions = ["session"] }]);

        Assert.Equal(0, open.Find(Case(PermitActions.Write, null, "192.0.2.1", 5)));
        Assert.Equal(0, network.Find(Case(PermitActions.Write, "QC03", "10.20.7.200", 5)));
        Assert.Equal(-1, network.Find(Case(PermitActions.Write, "QC03", "10.20.8.200", 5)));
        Assert.Contains("laptop, which is no address", name.Explain(Case(PermitActions.Write, "QC03", "10.20.7.9", 5)).Reason, StringComparison.Ordinal);
        // A host that people log on to is no crane's; telemetry shows nobody who acts.
        Assert.Equal(0, session.Find(Case(PermitActions.Session, null, "10.20.7.9", 5)));
        Assert.Equal(0, network.Find(new(new(PermitActions.Write, ByActor: false), "QC03", Ip("192.0.2.1"), From)));
        Assert.Equal(0, network.Find(new(new(PermitActions.Write), "QC03", default, From)));
    }

    [Property(MaxTest = 200)]
    public void Find_AtTimesInAnyOrder_IsWhatEachPermitSays((byte From, byte Length)[] drawn, byte[] times)
    {
        var permits = drawn.Select((p, i) => s_permit with
        {
            Id = $"{i}",
            FromNs = From + p.From * MinuteNs,
            ToNs = From + (p.From + p.Length % 40) * MinuteNs,
        }).ToList();
        var book = new PermitBook(permits);
        foreach (byte minute in times)
        {
            long at = From + minute * MinuteNs;
            int expected = permits.FindIndex(permit => permit.FromNs <= at && at < permit.ToNs);
            Assert.Equal(expected, book.Find(Case(PermitActions.Write, "QC03", "10.20.7.9", minute)));
        }
    }

    [Fact]
    public void Scope_OfEveryName_IsKnown() =>
        Assert.All(AlertCatalog.All, type => Assert.True(PermitScope.Knows(type.Name), type.Name));

    [Theory]
    [InlineData("command.plc-stop", PermitActions.Mode, true)]
    [InlineData("throttling.trolley.plateau-speed", PermitActions.Mode | PermitActions.Parameter | PermitActions.Download | PermitActions.Bypass, true)]
    [InlineData("interlock.I9", PermitActions.Bypass | PermitActions.Mode, false)]
    [InlineData("interlock.I13", PermitActions.Bypass, true)]
    [InlineData("exfiltration.dns", PermitActions.None, true)]
    [InlineData("command.first-seen", PermitActions.Write | PermitActions.Parameter, true)]
    internal void Scope_OfAName_IsThatOfItsFamilyOrItsRecord(string name, PermitActions actions, bool lowers)
    {
        var write = SampleFindings.Copy(0, 1);
        var scope = PermitScope.Of(name, write.Fixed, write.Body);

        Assert.Equal((actions, lowers || actions == 0), (scope.Actions, scope.Lowers || actions == 0));
    }

    [Theory]
    [InlineData("command.value", PermitActions.Parameter | PermitActions.Download, true)]
    [InlineData("command.radio", PermitActions.Mode, true)]
    [InlineData("command.no-demand", PermitActions.Mode | PermitActions.Bypass | PermitActions.Force, false)]
    [InlineData("sensor.limit-moved", PermitActions.Parameter | PermitActions.Download | PermitActions.Bypass, true)]
    internal void Scope_OfWhatARowShows_IsNotThatOfReading(string name, PermitActions actions, bool lowers)
    {
        var row = new OtRecord { Kind = RecordKind.Measurement, Protocol = OtProtocol.Telemetry };
        var none = FlowIdentity.None;
        var scope = PermitScope.Of(name, row, new RecordBody(in none, default, default));

        Assert.Equal((actions, lowers, false), (scope.Actions, scope.Lowers, scope.ByActor));
    }

    private static PermitCase Case(PermitActions actions, string? crane, string source, int minute) =>
        new(new(actions), crane, Ip(source), From + minute * MinuteNs);

    private static IpAddress Ip(string text) => IpAddress.TryParse(text, out var address) ? address : default;
}
