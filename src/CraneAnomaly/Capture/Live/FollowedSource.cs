namespace CraneAnomaly.Capture.Live;

/// <summary>
/// The files of one source in their order: a file by its name, again whenever it is written anew, or those of a folder or a
/// pattern whose names differ in digits alone, with those that come to it: they follow each other, as in a ring, which may
/// use a name again. What has other letters is written side by side, and is another source.
/// </summary>
internal sealed class FollowedSource
{
    // Files that the site keeps beside its captures, and what hides.
    private static readonly string[] s_companions = ["cranes.json", "tags.json", "policy.json", "permits.csv", "labels.json"];

    private readonly string _folder;
    private readonly string _pattern;
    private readonly bool _isOne;
    private readonly string? _letters;

    // How much of each was read, to see whether it was written anew.
    private readonly Dictionary<string, long> _read;

    /// <param name="name">A file, which need not be there yet, a folder, or a pattern with <c>*</c> and <c>?</c> in the file name.</param>
    /// <param name="letters">Of a folder or pattern, which of its <see cref="Series"/>; null for all files.</param>
    /// <param name="read">How much of its files was read before, and is from now on.</param>
    public FollowedSource(string name, string? letters = null, Dictionary<string, long>? read = null)
    {
        (Name, _letters, _read) = (name, letters, read ?? new(StringComparer.Ordinal));
        bool isFolder = Directory.Exists(name);
        _pattern = isFolder ? "*" : Path.GetFileName(name);
        _folder = isFolder ? name : Path.GetDirectoryName(name) is { Length: > 0 } folder ? folder : ".";
        _isOne = !isFolder && !_pattern.AsSpan().ContainsAny('*', '?');
    }

    /// <summary>As it was named.</summary>
    public string Name { get; }

    /// <summary>Whether it is one file.</summary>
    public bool IsOne => _isOne;

    /// <summary>What the names of its files have in common when digits and punctuation are left out, in order.</summary>
    public IEnumerable<string> Series() => Paths().Select(LettersOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>
    /// The next file to be read, the one written first of those that were not; null while there is none. A file is told
    /// until <see cref="Take"/>.
    /// </summary>
    public string? Next()
    {
        if (_isOne) return File.Exists(Name) && IsNew(Name) ? Name : null;
        string? next = null;
        var nextTime = DateTime.MaxValue;
        foreach (string path in Paths())
        {
            if (!IsNew(path)) continue;
            var written = File.GetLastWriteTimeUtc(path);
            bool earlier = written < nextTime || (written == nextTime && string.CompareOrdinal(path, next) < 0);
            if (earlier) (next, nextTime) = (path, written);
        }

        return next;
    }

    /// <summary>It is another file than the one that was read under its name.</summary>
    public void Forget(string path) => _read.Remove(path);

    /// <summary>Its reading begins: it is not told again unless it is written anew.</summary>
    public void Take(string path)
    {
        Forget();
        _read[path] = 0;
    }

    /// <summary>So much of a file was read.</summary>
    public void Note(string path, long bytes) => _read[path] = bytes;

    private IEnumerable<string> Paths()
    {
        if (!Directory.Exists(_folder)) yield break;
        foreach (string path in Directory.EnumerateFiles(_folder, _pattern))
        {
            string file = Path.GetFileName(path);
            if (file.StartsWith('.') || s_companions.Contains(file, StringComparer.Ordinal)) continue;
            if (_letters is not null && LettersOf(path) != _letters) continue;
            yield return _folder == "." && !Name.StartsWith('.') ? file : path;
        }
    }

    private static string LettersOf(string path)
    {
        string file = Path.GetFileName(path);
        if (file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) file = file[..^3];
        return string.Concat(file.Where(char.IsLetter));
    }

    // A file that has become shorter than what was read of it is another one; and so is one that is longer, where the
    // file that was opened under its name has no more.
    private bool IsNew(string path)
    {
        if (!_read.TryGetValue(path, out long read)) return true;
        var file = new FileInfo(path);
        return file.Exists && (file.Length < read || (_isOne && file.Length > read));
    }

    // A ring deletes what it has no room for.
    private void Forget()
    {
        const int Enough = 1024;
        if (_read.Count < Enough) return;
        foreach (string path in _read.Keys.Where(path => !File.Exists(path)).ToList()) _read.Remove(path);
    }
}
