using System.Text.Json;
using CraneAnomaly.Alerts;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;
using CraneAnomaly.Simulator;
using CraneAnomaly.Simulator.Traffic.Attacks;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Simulator.Traffic;

/// <summary>The traffic as the product reads it: nothing of it may be wrong, and what is labelled is there.</summary>
public sealed class PortTrafficTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string> NetworkScenarios => [.. TrafficScenario.All.Select(s => s.Name)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Traffic_NormalWork_IsReadWithoutAnyViolation()
    {
        var tally = await ReadAsync("normal", TimeSpan.FromMinutes(5));

        // Of each crane 9.5 polls and a heartbeat a second, and now and then a command.
        Assert.InRange(tally.Requests, 6_240, 6_360);
        Assert.Equal(tally.Requests, tally.Responses);
        Assert.Equal(0, tally.Violations);
        Assert.Equal(0, tally.Exceptions);
        Assert.Equal(0, tally.Gaps);
        Assert.Equal(0, tally.Unmatched);
    }

    [Theory]
    [MemberData(nameof(NetworkScenarios))]
    public async Task Traffic_AttackOnTheNetwork_IsLabelledByFramesThatExist(string scenario)
    {
        var tally = await ReadAsync(scenario, TimeSpan.FromMinutes(6));
        var labels = JsonDocument.Parse(await File.ReadAllTextAsync(_folder.At("labels.json"), Token)).RootElement;

        Assert.Equal(0, tally.Gaps);
        Assert.NotEqual(0, labels.GetArrayLength());
        Assert.All(labels.EnumerateArray(), label =>
        {
            var frames = label.GetProperty("frames");
            Assert.Equal("traffic.pcap", label.GetProperty("input").GetString());
            Assert.InRange(frames[0].GetInt64(), 1, frames[1].GetInt64());

            // What belongs to an event names it, begins before it with whoever comes up, and lasts until he has gone.
            if (label.TryGetProperty("cause", out var cause))
            {
                Assert.Contains(labels.EnumerateArray(), l => l.GetProperty("name").GetString() == cause.GetString());
                return;
            }

            // In the middle of the run: the whole event is in the capture, and not at its end.
            Assert.InRange(frames[0].GetInt64(), tally.Packets * 0.3, tally.Packets * 0.5);
            Assert.InRange(frames[1].GetInt64(), frames[0].GetInt64(), tally.Packets * 0.8);
        });
    }

    [Fact]
    public async Task Traffic_ThrottledCrane_HasTheWriteBeforeIt()
    {
        await ReadAsync("throttle-trolley", TimeSpan.FromMinutes(12));
        var labels = JsonDocument.Parse(await File.ReadAllTextAsync(_folder.At("labels.json"), Token)).RootElement.EnumerateArray().ToList();
        var write = Assert.Single(labels, l => l.GetProperty("family").GetString() == "unusual-command");
        var throttle = Assert.Single(labels, l => l.GetProperty("family").GetString() == "movement-throttling");

        Assert.False(throttle.TryGetProperty("frames", out _));
        Assert.Equal(throttle.GetProperty("crane").GetString(), write.GetProperty("crane").GetString());
        Assert.True(write.GetProperty("start").GetDateTimeOffset() < throttle.GetProperty("start").GetDateTimeOffset());
        Assert.Contains("register 211", write.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Traffic_PlcStop_IsFollowedByStandstillWithinSeconds()
    {
        var tally = await ReadAsync("plc-stop-command", TimeSpan.FromMinutes(8), rate: 5);
        var label = Assert.Single(
            JsonDocument.Parse(await File.ReadAllTextAsync(_folder.At("labels.json"), Token)).RootElement.EnumerateArray(),
            l => !l.TryGetProperty("cause", out _));
        string crane = label.GetProperty("crane").GetString()!;
        long stop = (label.GetProperty("start").GetDateTimeOffset() - DateTimeOffset.UnixEpoch).Ticks * 100;
        var tags = Tag.Load(_folder.At("tags.json"));
        var read = await TagSeries.ReadAsync(_folder.At("traffic.pcap"), tags, Token);
        var told = await TagSeries.ReadAsync(_folder.At("telemetry.csv"), null, Token);

        // It answers on: every request has its response.
        Assert.Equal(tally.Requests, tally.Responses);
        foreach (string axis in (string[])["hoist", "trolley", "gantry"])
        {
            foreach (var series in (TagSeries[])[read, told])
            {
                var after = series.Of(crane, axis + ".speed").Where(v => v.Ns > stop + 8_000_000_000
                    && v.Ns < stop + 170_000_000_000).ToList();
                Assert.True(after.Count > 500, $"{after.Count}");
                Assert.All(after, v => Assert.Equal(0, v.Value));
                Assert.All(series.Of(crane, axis + ".brake").Where(v => v.Ns > stop + 10_000_000_000
                    && v.Ns < stop + 170_000_000_000), v => Assert.Equal(0, v.Value));
            }
        }

        // The crane beside it works on, and the stopped one worked before.
        Assert.Contains(read.Of(crane, "trolley.speed"), v => v.Ns < stop && Math.Abs(v.Value) > 1);
        Assert.Contains(
            read.Of(crane == "QC01" ? "QC02" : "QC01", "trolley.speed"), v => v.Ns > stop && Math.Abs(v.Value) > 1);
        Assert.True(tally.CoilsOff > 100, $"{tally.CoilsOff} responses without any output");
    }

    [Fact]
    public async Task Traffic_PlcUpload_IsToldByName()
    {
        await ReadAsync("plc-upload", TimeSpan.FromMinutes(5));
        var label = Assert.Single(
            JsonDocument.Parse(await File.ReadAllTextAsync(_folder.At("labels.json"), Token)).RootElement.EnumerateArray(),
            l => !l.TryGetProperty("cause", out _));
        await using var pipeline = DetectionPipeline.Create(null);
        await pipeline.RunAsync(new CaptureInputs { Paths = [_folder.At("traffic.pcap")] }, Token);
        pipeline.Complete();
        var uploads = new List<Alert>();
        await foreach (var alert in pipeline.ReadAlertsAsync(Token))
        {
            if (alert.Type.Name == "command.upload") uploads.Add(alert);
        }

        Assert.Single(uploads.Select(alert => alert.Id).Distinct());
        Assert.InRange(
            uploads[0].Frames.First, label.GetProperty("frames")[0].GetInt64(), label.GetProperty("frames")[1].GetInt64());
    }

    private async Task<Tally> ReadAsync(string scenario, TimeSpan duration, double rate = 2)
    {
        Simulation.Write(
            new() { Scenario = scenario, Cranes = 2, Duration = duration, RateHz = rate, Traffic = true }, _folder.At());
        var tally = new Tally();
        var pipeline = new RecordPipeline<Sink>(new(tally));
        var results = await pipeline.RunAsync(new CaptureInputs { Paths = [_folder.At("traffic.pcap")] }, Token);
        pipeline.Complete();
        tally.Packets = results[0].Packets;
        Assert.Equal(0, pipeline.Counters.Rejected);
        return tally;
    }

    private sealed class Tally
    {
        public long Packets { get; set; }

        public int Requests { get; set; }

        public int Responses { get; set; }

        public int Exceptions { get; set; }

        public int Violations { get; set; }

        public int Gaps { get; set; }

        public int Unmatched { get; set; }

        /// <summary>Responses to a read of coils in which none is on.</summary>
        public int CoilsOff { get; set; }
    }

    private readonly struct Sink(Tally tally) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body)
        {
            // Names, clocks and addresses are asked for as well.
            if (record.Kind.IsPdu() && record.Protocol != OtProtocol.Modbus) return;
            switch (record.Kind)
            {
                case RecordKind.Request: tally.Requests++; break;
                case RecordKind.Response: tally.Responses++; break;
                case RecordKind.Exception: tally.Exceptions++; break;
                case RecordKind.Gap: tally.Gaps++; break;
            }

            if (record.Kind == RecordKind.Response && record.FunctionCode == 1 && !body.Payload.ContainsAnyExcept((byte)0))
                tally.CoilsOff++;
            bool answers = record.Kind is RecordKind.Response or RecordKind.Exception;
            if (answers && (record.Flags & RecordFlags.Matched) == 0) tally.Unmatched++;
            if (record.Violation != Violation.None) tally.Violations++;
        }
    }
}
