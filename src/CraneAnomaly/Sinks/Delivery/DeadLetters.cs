using System.Text.Json;
using CraneAnomaly.Sinks.Spool;

namespace CraneAnomaly.Sinks.Delivery;

/// <summary>
/// Alerts that a receiver will never take, one JSON object a line with the receiver and what it said, for a person to look
/// at. At most 16 MiB; what comes then is counted alone.
/// </summary>
internal sealed class DeadLetters(string folder)
{
    private const long MaxBytes = 16 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly string _path = Path.Combine(folder, "dead-letter.ndjson");

    public void Add(string receiver, SpooledAlert alert, string why)
    {
        lock (_gate)
        {
            try
            {
                using var file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
                var line = new MemoryStream();
                using (var json = new Utf8JsonWriter(line))
                {
                    json.WriteStartObject();
                    json.WriteString("sink", receiver);
                    json.WriteString("why", why);
                    json.WritePropertyName("alert");
                    json.WriteRawValue(alert.In(AlertRendering.Lines).Span, skipInputValidation: true);
                    json.WriteEndObject();
                }

                line.WriteByte((byte)'\n');
                if (file.Length + line.Length <= MaxBytes) file.Write(line.GetBuffer().AsSpan(0, (int)line.Length));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Counted all the same, and the next alerts are worth more.
            }
        }
    }
}
