using System.IO.Pipelines;
using CraneAnomaly.Capture.Bytes;
using CraneAnomaly.Capture.Formats;
using CraneAnomaly.Records;

namespace CraneAnomaly.Telemetry.Series;

/// <summary>
/// Reads a table of numbers (RFC 4180 with comma, semicolon or tab; gzip of it) as a stream. Nothing in the bytes is an
/// exception: the result says what is wrong, and every line gives a row.
/// </summary>
public static class SeriesTable
{
    /// <summary>Reads a file, or standard input for <c>-</c>, to its end.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">What is wanted of it.</param>
    /// <param name="sink">Takes the rows.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async ValueTask<SeriesResult> ReadAsync<TSink>(
        string path, SeriesColumns columns, TSink sink, CancellationToken cancellation = default) where TSink : ISeriesSink
    {
        ArgumentNullException.ThrowIfNull(columns);
        var limits = new Limits();
        int most = limits.LineBytes + ContiguousPipeReader.BufferBytes;
        PipeReader? pipe = null;
        try
        {
            GunzipStream? gunzip = null;
            try
            {
                pipe = Open(path, most);
                byte[] head = await ByteSource.PeekAsync(pipe, InputFormatDetector.MagicBytes, cancellation).ConfigureAwait(false);
                if (head.Length == 0) return new(SeriesEnd.Empty, 0, 0, 0, "it is empty; a table has a header and rows");
                if (InputFormatDetector.IsGzip(head))
                {
                    gunzip = new GunzipStream(pipe.AsStream(), limits);
                    pipe = new ContiguousPipeReader(gunzip, blocking: false, most);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return new(SeriesEnd.Unusable, 0, 0, 0, e.Message);
            }

            // What a sink throws is no failure of the table, and not caught.
            var reader = new SeriesReader<TSink>(columns, sink, limits);
            var source = new ByteSource(pipe, reader);
            await source.RunAsync(cancellation).ConfigureAwait(false);
            var result = reader.Result();
            if (source.Failure is { } failure) return result with { End = SeriesEnd.Damaged, Message = failure.Message };
            return reader.Stopped || gunzip is null or { End: GunzipEnd.Whole }
                ? result
                : result with
                {
                    End = SeriesEnd.Damaged,
                    Line = 0,
                    Message = "its compressed data is damaged or cut off; fetch it again (what could be read was)",
                };
        }
        finally
        {
            if (pipe is not null) await pipe.CompleteAsync().ConfigureAwait(false);
        }
    }

    private static PipeReader Open(string path, int most)
    {
        if (path == "-") return new ContiguousPipeReader(Console.OpenStandardInput(), blocking: true, most);
        if (Directory.Exists(path)) throw new IOException("it is a folder; name a file");
        var file = File.OpenHandle(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
        return stream.CanSeek
            ? new ContiguousPipeReader(file, most)
            : new ContiguousPipeReader(stream, blocking: true, most);
    }
}
