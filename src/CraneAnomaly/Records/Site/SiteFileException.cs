namespace CraneAnomaly.Records.Site;

/// <summary>A file that describes a site cannot be used; the message names file, line and key.</summary>
public sealed class SiteFileException : IOException
{
    /// <summary>Makes one.</summary>
    /// <param name="file">Path of the file.</param>
    /// <param name="line">Line, from 1.</param>
    /// <param name="problem">What is wrong, as half a sentence.</param>
    public SiteFileException(string file, int line, string problem)
        : base(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file}: line {line}: {problem}")) =>
        (File, Line) = (file, line);

    /// <summary>Path of the file.</summary>
    public string File { get; }

    /// <summary>Line, from 1.</summary>
    public int Line { get; }
}
