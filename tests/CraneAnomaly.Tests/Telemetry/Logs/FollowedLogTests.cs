using CraneAnomaly.Capture.Live;
using CraneAnomaly.Records;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Telemetry.Logs;

/// <summary>A log that is written while it is read, and rotated under its name.</summary>
public sealed class FollowedLogTests
{
    [Fact]
    public async Task Log_ThatGrowsAndIsRotated_IsReadToItsEnd()
    {
        using var folder = new TempFolder();
        string path = folder.At("conn.log");
        string[] lines = LogSamples.Conn.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var seen = new Seen();
        var pipeline = new RecordPipeline<Seen.Sink>(new(seen));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(path, string.Join('\n', lines[..9]) + "\n" + lines[9][..20], stop.Token);
        var following = pipeline.FollowAsync(
            new FollowedInputs([path]) { Pause = TimeSpan.FromMilliseconds(5), Quiet = TimeSpan.FromMilliseconds(50) }, stop.Token);
        await File.AppendAllTextAsync(path, lines[9][20..] + "\n" + lines[10] + "\n", stop.Token);
        while (seen.Flows < 1) await Task.Delay(5, stop.Token);

        File.Move(path, folder.At("conn.2026-03-01.log"));
        await File.WriteAllTextAsync(path, LogSamples.Conn.Replace("CAb", "CLater", StringComparison.Ordinal), stop.Token);
        while (seen.Flows < 3) await Task.Delay(5, stop.Token);
        await stop.CancelAsync();
        await following;
        pipeline.Complete();

        Assert.Equal((4, 2), (seen.Flows, seen.Opened));
        Assert.Equal(0, pipeline.Logs.BadLines);
    }

    private sealed class Seen
    {
        private int _flows;

        public int Flows => Volatile.Read(ref _flows);

        public int Opened { get; private set; }

        public readonly struct Sink(Seen seen) : IRecordSink
        {
            public void OnRecord(in OtRecord record, RecordBody body)
            {
                if (record.Kind == RecordKind.Flow) Interlocked.Increment(ref seen._flows);
                if (record.Kind == RecordKind.Conversation) seen.Opened++;
            }
        }
    }
}
