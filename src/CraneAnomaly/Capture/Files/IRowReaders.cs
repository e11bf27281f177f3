using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Files;

/// <summary>
/// Makes the readers of inputs that hold rows of telemetry or of logs: they live elsewhere, because captures know nothing of
/// either.
/// </summary>
internal interface IRowReaders
{
    /// <summary>Makes the reader for a format.</summary>
    /// <param name="format">One for which <see cref="InputFormats.HasRows"/> holds.</param>
    /// <param name="sink">Where rows go.</param>
    /// <param name="limits">The caps.</param>
    /// <param name="peek">Whether the input is only looked into, and read again later: nothing is counted.</param>
    CaptureFileReader<TSink> Create<TSink>(InputFormat format, TSink sink, Limits limits, bool peek)
        where TSink : struct, IPacketSink;
}
