using System.Buffers;
using System.Text;
using CraneAnomaly.Alerts;
using CraneAnomaly.Sinks.Formats;
using CraneAnomaly.Sinks.Formats.Alerts;

namespace CraneAnomaly.Sinks.Spool;

/// <summary>Writes alerts of one pipeline in every rendering that is in use. Our own JSON line comes first.</summary>
internal sealed class AlertRenderer
{
    private readonly AlertChain _chain;
    private readonly AlertJsonWriter _lines;
    private readonly List<(AlertRendering Rendering, AlertFormat? Format)> _others = [];
    private readonly Rfc5424Envelope _envelope;
    private readonly Rfc3164Envelope _oldEnvelope;
    private readonly ArrayBufferWriter<byte> _line = new(4096), _other = new(4096), _wrapped = new(4096);

    public AlertRenderer(AlertChain chain, AlertSource source, IReadOnlyList<AlertRendering> renderings, Func<int, string?> inputHash)
    {
        _chain = chain;
        _lines = new(source.Symbols, source.Inputs, inputHash, chain);
        (_envelope, _oldEnvelope) = (new(source), new(source));
        foreach (var rendering in renderings.Distinct().Where(rendering => rendering != AlertRendering.Lines))
            _others.Add((rendering, rendering.Format == AlertRendering.NdJson ? null : AlertFormats.Create(rendering.Format, source)));
    }

    /// <summary>The alert with the next number of the chain, which goes back when it cannot be written.</summary>
    public SpooledAlert Render(Alert alert)
    {
        var (sequence, head) = (_chain.Sequence, _chain.Head);
        try
        {
            _line.ResetWrittenCount();
            _lines.Write(alert, _line);
            var link = new AlertLink(_chain.Sequence, _chain.Head);
            var renderings = new List<(string, ReadOnlyMemory<byte>)>(_others.Count + 1) { (AlertRendering.NdJson, Copy(_line)) };
            foreach (var (rendering, format) in _others) renderings.Add((rendering.Key, Copy(Write(alert, link, rendering, format))));
            return new(link.Sequence, alert.Id, renderings)
            {
                Revision = alert.Revision,
                Severity = Math.Clamp(alert.Severity, 0, 100),
                Crane = Short(alert.Crane ?? ""),
                CreatedNs = alert.CreatedNs,
                Hash = link.Hash!,
            };
        }
        catch
        {
            _chain.GoBack(sequence, head);
            throw;
        }
    }

    private ArrayBufferWriter<byte> Write(Alert alert, AlertLink link, AlertRendering rendering, AlertFormat? format)
    {
        var line = _line;
        if (format is not null)
        {
            (line = _other).ResetWrittenCount();
            format.Write(alert, link, line);
        }

        if (rendering.Header == SyslogHeader.None) return line;
        _wrapped.ResetWrittenCount();
        if (rendering.Header == SyslogHeader.Rfc5424) _envelope.Write(alert, link, line.WrittenSpan, _wrapped);
        else _oldEnvelope.Write(alert, line.WrittenSpan, _wrapped);
        return _wrapped;
    }

    private static byte[] Copy(ArrayBufferWriter<byte> written) => written.WrittenSpan.TrimEnd((byte)'\n').ToArray();

    private static string Short(string crane) =>
        Encoding.UTF8.GetByteCount(crane) <= AlertJsonWriter.MaxText ? crane : crane[..(AlertJsonWriter.MaxText / 4)];
}
