using CraneAnomaly.Capture.Files;
using CraneAnomaly.Capture.Live;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Support;

/// <summary>A pipeline that watches one source beside the test.</summary>
internal sealed class LiveWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public LiveWatch(LiveSource source) => Task = System.Threading.Tasks.Task.Run(() => Pipeline.FollowAsync(new([]) { Live = [source], Ended = (_, result) => Ended = result }, _stop.Token));

    public Task Task { get; }

    public RecordPipeline<NoSink> Pipeline { get; } = new(default);

    public CaptureResult? Ended { get; private set; }

    public long Lines => Pipeline.Telemetry.Lines;

    public int Bad => (int)Pipeline.Telemetry.BadLines;

    public int Rows => (int)Pipeline.Telemetry.Cranes.Sum(crane => crane.Rows);

    public int RowsOf(string name) => (int)Pipeline.Telemetry.Cranes.ToArray().Where(crane => Pipeline.Symbols.Name(crane.Symbol) == name).Sum(crane => crane.Rows);

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task;
        Pipeline.Complete();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task;
        _stop.Dispose();
    }

    internal readonly struct NoSink : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body)
        {
        }
    }
}
