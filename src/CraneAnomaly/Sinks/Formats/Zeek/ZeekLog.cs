using System.Text;

namespace CraneAnomaly.Sinks.Formats.Zeek;

/// <summary>
/// One log file in Zeek's ASCII format. It is made when its first row comes; a log without rows leaves no file.
/// </summary>
/// <param name="folder">Where the file goes; it exists.</param>
/// <param name="name">Zeek's path, and the file's name before <c>.log</c>.</param>
/// <param name="fields">Names of the columns, with tabs between them.</param>
/// <param name="types">Zeek's types of the columns, with tabs between them.</param>
internal sealed class ZeekLog(string folder, string name, string fields, string types) : IDisposable
{
    private FileStream? _file;
    private OutputBuffer? _output;
    private long _lastNs;

    /// <summary>Rows written.</summary>
    public long Rows { get; private set; }

    /// <summary>Begins a row of at most <paramref name="bound"/> bytes.</summary>
    /// <param name="eventNs">Time of the record that made it, for the times in header and footer.</param>
    /// <param name="bound">Most bytes it can take.</param>
    public ZeekRow Begin(long eventNs, int bound)
    {
        _lastNs = eventNs;
        _output ??= Open();
        return new ZeekRow(_output.GetSpan(bound));
    }

    /// <summary>Ends the row.</summary>
    public void End(ref ZeekRow row)
    {
        row.End();
        _output!.Advance(row.Length);
        Rows++;
    }

    /// <summary>Writes the footer and closes the file.</summary>
    public void Dispose()
    {
        if (_file is null) return;
        using var file = _file;
        _file = null;
        Meta($"#close\t{Stamp(_lastNs)}\n");
        _output!.Flush();
    }

    private OutputBuffer Open()
    {
        string path = Path.Combine(folder, name + ".log");
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _output = new OutputBuffer(_file, 64 * 1024);
        // No clock of the machine: opened and closed are times of the traffic.
        Meta($"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t{name}\n" +
             $"#open\t{Stamp(_lastNs)}\n#fields\t{fields}\n#types\t{types}\n");
        return _output;
    }

    private void Meta(string text)
    {
        int length = Encoding.ASCII.GetBytes(text, _output!.GetSpan(text.Length));
        _output.Advance(length);
    }

    private static string Stamp(long timestampNs)
    {
        var text = new AsciiCursor(stackalloc byte[19]);
        UtcClockText.WriteSecond(ref text, UtcClockText.Seconds(timestampNs), (byte)'-', (byte)'-');
        return Encoding.ASCII.GetString(text.Written);
    }
}
