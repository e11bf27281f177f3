using System.Diagnostics;

namespace CraneAnomaly.Tests.Sinks.Spool;

/// <summary>Waits for what other threads and processes do.</summary>
internal static class Wait
{
    /// <summary>Until something is so; what stands in between is done every few milliseconds.</summary>
    public static async Task UntilAsync(Func<bool> isSo, Action? between = null, int seconds = 30)
    {
        for (long start = Stopwatch.GetTimestamp(); !isSo();)
        {
            if (Stopwatch.GetElapsedTime(start).TotalSeconds > seconds) throw new TimeoutException("it did not come about");
            between?.Invoke();
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }
    }
}
