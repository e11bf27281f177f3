using Microsoft.Extensions.Logging;

namespace CraneAnomaly.Extensions.Hosting;

/// <summary>What is logged. The ids are stable. Nothing of what traffic carried is in it.</summary>
internal static partial class PipelineLog
{
    [LoggerMessage(1, LogLevel.Information, "{Pipeline} judges by the baseline '{Path}', {Hash}.")]
    public static partial void BaselineInUse(this ILogger log, string pipeline, string path, string hash);

    [LoggerMessage(2, LogLevel.Warning, "{Pipeline} has no baseline: rules and self-calibrating detectors only; normal is learned while judging.")]
    public static partial void NoBaseline(this ILogger log, string pipeline);

    [LoggerMessage(3, LogLevel.Information, "{Pipeline} has read '{Input}': {Count} packets or lines.")]
    public static partial void InputRead(this ILogger log, string pipeline, string input, long count);

    [LoggerMessage(4, LogLevel.Warning, "{Pipeline}: '{Input}' cannot be used from offset {Offset} on: {Reason}; {Advice}.")]
    public static partial void InputUnusable(this ILogger log, string pipeline, string input, long offset, string reason, string advice);

    [LoggerMessage(5, LogLevel.Warning, "{Pipeline}: a receiver of {Format} refused alert {Alert}; it is asked again in {Pause}.")]
    public static partial void Refused(this ILogger log, Exception exception, string pipeline, string format, string alert, TimeSpan pause);

    [LoggerMessage(6, LogLevel.Information, "{Pipeline} stops reading and sends what was found.")]
    public static partial void Stopping(this ILogger log, string pipeline);

    [LoggerMessage(7, LogLevel.Error, "{Pipeline}: {Count} alerts were not sent before the host stopped.")]
    public static partial void NotSent(this ILogger log, string pipeline, int count);

    [LoggerMessage(8, LogLevel.Information, "{Pipeline} has ended: {Records} records, {Episodes} episodes.")]
    public static partial void Ended(this ILogger log, string pipeline, long records, long episodes);

    [LoggerMessage(9, LogLevel.Warning, "{Pipeline}: {Receiver} has {Behind} alerts still to come, kept for the next start, and {Lost} that it will not get; last failure: {Failure}.")]
    public static partial void NotDelivered(this ILogger log, string pipeline, string receiver, long behind, long lost, string failure);

    [LoggerMessage(10, LogLevel.Error, "{Pipeline}: the spool '{Folder}' has not kept {Count} alerts.")]
    public static partial void NotKept(this ILogger log, string pipeline, string folder, long count);
}
