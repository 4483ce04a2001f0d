package org.example.programs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.codecs.lucene103.Lucene103Codec;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.store.FSDirectory;

/** A Lucene index whose stored fields are deflated: {@code Indexer FOLDER NUMBER_OF_DOCUMENTS}. */
public final class Indexer {
  private Indexer() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int documents = Integer.parseInt(args[1]);
    IndexWriterConfig config = new IndexWriterConfig(new StandardAnalyzer());
    config.setCodec(new Lucene103Codec(Lucene103Codec.Mode.BEST_COMPRESSION));
    try (FSDirectory directory = FSDirectory.open(folder);
        IndexWriter writer = new IndexWriter(directory, config)) {
      for (int i = 0; i < documents; i++) {
        Document document = new Document();
        String text = new String(Samples.content(i, 2_000), StandardCharsets.US_ASCII);
        document.add(new TextField("text", text, Field.Store.YES));
        document.add(new StoredField("number", i));
        writer.addDocument(document);
        if (i % 400 == 399) {
          writer.commit();
        }
      }
      writer.forceMerge(1);
    }
    System.out.println(count(folder) + " documents read back");
  }

  /** Reads all stored fields and compares them with what was stored. */
  public static int count(Path folder) throws IOException {
    int equal = 0;
    try (FSDirectory directory = FSDirectory.open(folder);
        DirectoryReader reader = DirectoryReader.open(directory)) {
      StoredFields stored = reader.storedFields();
      for (int i = 0; i < reader.maxDoc(); i++) {
        Document document = stored.document(i);
        int number = document.getField("number").numericValue().intValue();
        String text = new String(Samples.content(number, 2_000), StandardCharsets.US_ASCII);
        if (!text.equals(document.get("text"))) {
          throw new IOException("document " + number + " differs");
        }
        equal++;
      }
    }
    return equal;
  }
}
